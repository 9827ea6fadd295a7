// Those of Latin-1, from 160 on.
const latin =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

const named = new Map<string, string>([
  ...latin.split(" ").map((name, at) => [name, String.fromCodePoint(160 + at)] as const),
  ...Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", shy: "" }),
  ...Object.entries({ ndash: "–", mdash: "—", lsquo: "‘", rsquo: "’", sbquo: "‚", ldquo: "“", rdquo: "”", bdquo: "„" }),
  ...Object.entries({ hellip: "…", bull: "•", euro: "€", trade: "™", prime: "′", Prime: "″", minus: "−", lsaquo: "‹" }),
  ...Object.entries({
    rsaquo: "›",
    OElig: "Œ",
    oelig: "œ",
    Scaron: "Š",
    scaron: "š",
    ensp: " ",
    emsp: " ",
    thinsp: " ",
  }),
  ...Object.entries({ rarr: "→", larr: "←", le: "≤", ge: "≥", ne: "≠", check: "✓", star: "☆", zwnj: "\u200c" }),
]);

/** The character that HTML writes by a name or a number (`rsquo`, `#8217`, `#x2019`); undefined when it is none of a text. */
export function characterOf(name: string): string | undefined {
  if (!name.startsWith("#")) return named.get(name);
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  const isControl = code < 32 || (code > 126 && code < 160);
  if (isControl || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return code === 160 ? " " : String.fromCodePoint(code);
}
