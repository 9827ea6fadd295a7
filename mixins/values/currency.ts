/**
 * The currencies of ISO 4217 (list one, as of 1 January 2026) by the decimals of their minor unit, without metals, units
 * of account and test codes, which have none. From the list of the maintenance agency (SIX), compared with the npm
 * package currency-codes 2.2.0; since that: XCG for ANG, no CUC, and no BGN, whose country has the euro.
 */
const codesByDecimals: readonly (readonly [decimals: number, codes: string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
    COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
    NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  ],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [4, "CLF UYW"],
];

const decimals = new Map(codesByDecimals.flatMap(([count, codes]) => codes.split(/\s+/).map((code) => [code, count])));

/** True for the code of a currency that is in use, by ISO 4217. */
export const isCurrency = (code: string): boolean => decimals.has(code);

/**
 * The decimals of a currency by ISO 4217, for a new store and where a store's own are not known: 2 for BDT, 0 for JPY, 3
 * for KWD; 2 for a currency of the past. A store that exists keeps the decimals that it was made with.
 */
export const currencyDecimals = (currency: string): number => decimals.get(currency) ?? 2;
