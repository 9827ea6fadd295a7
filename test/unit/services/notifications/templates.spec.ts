import { expect } from "chai";
import type { Channel } from "../../../../services/contracts.ts";
import { messageTemplates, securityNotices } from "../../../../services/contracts.ts";
import { compose, composeSecurity } from "../../../../services/notifications/compose.ts";
import { languages } from "../../../../services/notifications/notifications.rules.ts";
import { hostile, hostileRequest, type SampleParts, sampleRequest } from "../../../support/notifications/samples.ts";

const every = languages.flatMap((language) => messageTemplates.map((template) => ({ language, template })));
const bengali = /[\u0980-\u09ff]/;

describe("message templates", () => {
  const mail = (template: (typeof messageTemplates)[number], sample: SampleParts = {}) =>
    compose("email", { ...sampleRequest(sample), occasion: template });
  const short = (template: (typeof messageTemplates)[number], sample: SampleParts = {}, channel: Channel = "sms") =>
    compose(channel, { ...sampleRequest(sample), occasion: template });

  for (const { language, template } of every) {
    describe(`${template} in ${language}`, () => {
      it("gives an email as text and HTML, and a short message, with order number and store name", () => {
        const { subject, text, html } = mail(template, { store: { language } });
        for (const part of [subject, text, html]) expect(part).to.contain("A-1042");
        for (const part of [text, html]) {
          expect(part).to.contain("Corner Shop").and.contain("Alfredo Pasta").and.contain("Ann Lee");
          expect(part).not.to.match(/ann\.lee@example\.com|8801711000000/);
        }
        expect(html).to.contain(`<html lang="${language}"`);
        const sms = short(template, { store: { language } });
        expect(sms).to.include({ subject: null, html: null });
        expect(sms.text)
          .to.match(/^Corner Shop/)
          .and.contain("A-1042");
        expect(sms.text.length).to.be.below(200);
        for (const part of [subject, text, html, sms.text]) {
          expect(bengali.test(String(part).replaceAll("৳", ""))).to.equal(language === "bn");
        }
        expect(short(template, { store: { language } }, "whatsapp")).to.deep.equal(sms);
      });

      it("omits missing names, items, tracking and reasons", () => {
        const bare = {
          awb: null,
          tracking_url: null,
          shipping_method: null,
          note: null,
          items: [],
          refund_amount: null,
        };
        const { text, html } = mail(template, { store: { language }, recipient: { name: "" }, payload: bare });
        for (const part of [text, html]) expect(part).not.to.match(/null|undefined|\[object|<bdi><\/bdi>|\{\{/);
        expect(html).not.to.contain('class="button"');
        expect(text).not.to.match(/\n{3}|\n\n\n/);
      });

      it("treats unsafe values as text", () => {
        for (const value of hostile) {
          const message = { ...hostileRequest(value, language), occasion: template };
          const { subject, text, html } = compose("email", message);
          expect(tagsOf(html)).to.deep.equal(
            tagsOf(compose("email", { ...hostileRequest("y", language), occasion: template }).html),
          );
          expect(html).not.to.match(/href="(?!https:\/\/example\.com\/)/);
          for (const part of [subject, text, html, compose("sms", message).text]) {
            expect(part).not.to.match(/[\u202a-\u202e]/);
            expect(String(part).isWellFormed(), "well-formed Unicode").to.equal(true);
            if (value.includes("{{")) expect(unescaped(String(part))).not.to.match(/\b42\b/);
          }
          expect(subject).not.to.match(/[\r\n]/);
          expect([...String(subject)].length).to.be.at.most(250);
          expect(text).not.to.match(/^Bcc:/m);
          expect(compose("sms", message).text).not.to.match(/[\r\n]/);
        }
      });
    });
  }

  for (const { language, notice } of languages.flatMap((language) =>
    securityNotices.map((notice) => ({ language, notice })),
  )) {
    it(`has wordings for ${notice} of its own in ${language}`, () => {
      const { store } = sampleRequest({ store: { language } });
      const { subject, text, html } = composeSecurity("email", { store, notice });
      const { text: sms } = composeSecurity("sms", { store, notice });
      const others = securityNotices.filter((other) => other !== notice);
      for (const other of others) {
        expect(composeSecurity("email", { store, notice: other }).subject).to.not.equal(subject);
        expect(composeSecurity("sms", { store, notice: other }).text).to.not.equal(sms);
      }
      for (const part of [subject, text, html, sms]) {
        expect(part).to.contain("Corner Shop");
        expect(bengali.test(String(part))).to.equal(language === "bn");
      }
      expect(sms.length).to.be.below(200);
    });
  }

  it("escapes HTML characters once", () => {
    const { html, text } = mail("order_shipped", { recipient: { name: `<b> & "c" 'd'` } });
    expect(html).to.contain("<bdi>&lt;b&gt; &amp; &#34;c&#34; &#39;d&#39;</bdi>");
    expect(text).to.contain(`Hello <b> & "c" 'd',`);
  });

  it("links only to http and https URLs", () => {
    const hrefs = (tracking_url: string) =>
      [...String(mail("order_shipped", { payload: { tracking_url } }).html).matchAll(/href="([^"]*)"/g)].map(
        ([, href]) => href,
      );
    expect(hrefs("https://example.com/t?a=1&b=2")).to.deep.equal(["https://example.com/t?a=1&amp;b=2"]);
    expect(hrefs("http://example.com/")).to.deep.equal(["http://example.com/"]);
    for (const url of [
      "javascript:alert(1)",
      " javascript:alert(1)",
      "data:text/html,x",
      "mailto:a@b.c",
      "/track/1",
      "",
      "x",
    ]) {
      expect(hrefs(url), url).to.deep.equal([]);
    }
  });

  it("formats amounts by language and currency", () => {
    const total = (store: SampleParts["store"], currency: string, grand_total: number) =>
      plain(mail("order_status", { store: { currency, ...store }, payload: { currency, grand_total } }).text);
    expect(total({}, "BDT", 1_234_550)).to.contain("Order total: BDT 12,345.50");
    expect(total({ language: "bn" }, "BDT", 1_234_550)).to.contain("অর্ডারের মোট মূল্য: ১২,৩৪৫.৫০৳");
    expect(total({ language: "en-US" }, "USD", 1_999)).to.contain("Order total: $19.99");
    expect(total({ currency_decimals: 0 }, "JPY", 1_999)).to.contain("Order total: ¥1,999");
    expect(total({ currency_decimals: 3 }, "KWD", 1_999)).to.contain("Order total: KWD 1.999");
    expect(total({ language: "de" }, "EUR", 123_456)).to.contain("Order total: 1.234,56 €");
  });

  it("resolves a language by tag or base language and falls back to English", () => {
    const subject = (language: string) => mail("order_shipped", { store: { language } }).subject;
    for (const tag of ["bn", "bn-BD", "BN-in"]) expect(subject(tag), tag).to.match(bengali);
    for (const tag of ["en", "en-GB", "de", "not a tag!", ""]) expect(subject(tag), tag).to.match(/^Your order/);
  });

  it("translates known statuses and reasons and shows unknown ones unchanged", () => {
    const status = (of: string) => mail("order_status", { payload: { status: of } }).subject;
    expect(status("processing")).to.equal("Order A-1042: Being prepared");
    expect(status("lost")).to.equal("Order A-1042: lost");
    const reason = (cancel_reason: string) => mail("order_cancelled", { payload: { cancel_reason } }).text;
    expect(reason("out_of_stock")).to.contain("Reason: Out of stock");
    expect(reason("The moon is full.")).to.contain("Reason: The moon is full.");
  });

  it("lists fifty items and the number of further items", () => {
    const items = Array.from({ length: 53 }, (_, index) => ({ name: `Thing ${index + 1}.`, quantity: 1 }));
    const { text, html } = mail("order_shipped", { payload: { items } });
    for (const part of [text, html]) {
      expect(part).to.contain("Thing 50.").and.contain("Further items: 3").and.not.contain("Thing 51.");
    }
  });
});

const tagsOf = (html: string | null) => [...String(html).matchAll(/<\/?([a-z0-9]+)/gi)].map(([tag]) => tag);
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");
const unescaped = (text: string) => text.replace(/A-1042/g, "").replace(/style="[^"]*"|<[^>]*>/g, "");
