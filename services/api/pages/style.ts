/** The style of the gateway's own pages, light and dark. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7fb, #0e1118);
  --card: light-dark(#ffffff, #171b26);
  --line: light-dark(#e1e5ee, #2a3040);
  --ink: light-dark(#1a2033, #e8ebf4);
  --soft: light-dark(#566079, #a2abc2);
  --accent: light-dark(#4338ca, #a5b4fc);
  --wash: light-dark(#eef0ff, #20253a);
  --good: light-dark(#047857, #6ee7b7);
  --bad: light-dark(#b42318, #fda29b);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
a { color: var(--accent); text-underline-offset: 3px; }
a:focus-visible, summary:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
h1 { font-size: clamp(1.7rem, 5vw, 2.4rem); line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 12px; }
h2 { font-size: 1.15rem; margin: 40px 0 12px; }
p { margin: 0 0 12px; }
code, pre { font: 0.87em/1.6 ui-monospace, SFMono-Regular, Menlo, monospace; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; overflow-x: auto; margin: 0 0 12px; }
main { max-width: 1040px; margin: 0 auto; padding: 36px 20px 64px; }
.top { display: flex; align-items: center; gap: 14px; padding: 14px 20px; background: var(--card); border-bottom: 1px solid var(--line); }
.brand { display: flex; align-items: center; gap: 10px; color: var(--ink); font-weight: 650; text-decoration: none; white-space: nowrap; }
.mark { width: 22px; height: 22px; border-radius: 6px; background: linear-gradient(135deg, #6366f1, #4338ca); }
.here { color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.lead { color: var(--soft); font-size: 1.1rem; max-width: 62ch; }
.state { display: inline-flex; align-items: center; gap: 8px; padding: 4px 12px; border: 1px solid var(--line); border-radius: 99px; background: var(--card); color: var(--ink); font-size: 0.9rem; text-decoration: none; }
.state::before { content: ""; width: 9px; height: 9px; border-radius: 50%; background: var(--good); }
.state.bad::before { background: var(--bad); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); gap: 14px; padding: 0; margin: 0; list-style: none; }
.card { display: block; height: 100%; padding: 18px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; color: inherit; text-decoration: none; transition: border-color .12s; }
a.card:hover { border-color: var(--accent); }
.card strong { display: block; color: var(--accent); margin-bottom: 4px; }
.card span { color: var(--soft); font-size: 0.93rem; }
.card code { display: block; margin-top: 8px; color: var(--soft); overflow-wrap: anywhere; }
.find { width: 100%; padding: 11px 14px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.group { background: var(--card); border: 1px solid var(--line); border-radius: 14px; margin: 0 0 12px; overflow: hidden; }
.group > summary { padding: 12px 16px; cursor: pointer; font-weight: 600; }
.group > summary small { color: var(--soft); font-weight: 400; margin-left: 6px; }
.operations { list-style: none; margin: 0; padding: 0; }
.operations a { display: grid; grid-template-columns: 68px minmax(0, 1.25fr) minmax(0, 1fr); gap: 4px 14px; align-items: baseline; padding: 8px 16px; border-top: 1px solid var(--line); color: inherit; text-decoration: none; }
.operations a:hover { background: var(--wash); }
.operations code { overflow-wrap: anywhere; }
.operations span { color: var(--soft); font-size: 0.93rem; }
.method { font: 650 0.76rem/1.9 ui-monospace, monospace; text-align: center; border-radius: 6px; background: var(--wash); color: var(--accent); }
.method.get { color: var(--good); }
.method.delete { color: var(--bad); }
.path code { overflow-wrap: anywhere; }
.path .method { display: inline-block; padding: 0 10px; margin-right: 6px; }
.fields { list-style: none; margin: 0 0 12px; padding: 0 16px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
.fields > li { padding: 10px 0; overflow-wrap: anywhere; }
.fields > li + li { border-top: 1px solid var(--line); }
.fields li > code:first-child { font-weight: 650; margin-right: 6px; }
.fields p { margin: 4px 0 0; color: var(--soft); }
.fields summary { cursor: pointer; margin: 6px 0; color: var(--accent); }
small { color: var(--soft); }
h2 small { font-weight: 400; margin-left: 6px; }
.unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; margin: 0; }
.mail { max-width: none; margin: 0; padding: 0; display: grid; grid-template-columns: minmax(280px, 360px) minmax(0, 1fr); height: calc(100dvh - 53px); }
.list { border-right: 1px solid var(--line); overflow-y: auto; background: var(--card); }
form button, form select { font: inherit; padding: 8px 14px; margin: 0 6px 8px 0; }
.list form { padding: 12px; border-bottom: 1px solid var(--line); }
.list ol { list-style: none; margin: 0; padding: 0; }
.list li a { display: block; padding: 12px 16px; color: inherit; text-decoration: none; border-bottom: 1px solid var(--line); }
.list li a:hover, .list li a[aria-current] { background: var(--wash); }
.list .who { display: flex; gap: 8px; justify-content: space-between; font-size: 0.86rem; color: var(--soft); }
.list .who b { font-weight: 500; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list .what { display: block; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tag { flex: none; padding: 0 7px; border-radius: 6px; background: var(--wash); color: var(--accent); font-size: 0.78rem; }
.letter { display: flex; flex-direction: column; min-width: 0; }
.letter > div { padding: 16px 20px; border-bottom: 1px solid var(--line); }
.letter h1 { font-size: 1.3rem; margin: 0 0 4px; overflow-wrap: anywhere; }
.letter p { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
.letter iframe { flex: 1; border: 0; background: #fff; color-scheme: light; }
.letter .bubble { align-self: flex-start; margin: 24px 20px; padding: 12px 16px; max-width: 46ch; border: 1px solid var(--line); border-radius: 18px 18px 18px 4px; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere; }
.back { display: none; }
.empty { padding: 40px 20px; color: var(--soft); text-align: center; margin: auto; }
[hidden] { display: none !important; }
@media (max-width: 760px) {
  main { padding: 24px 16px 48px; }
  .operations a { grid-template-columns: 68px minmax(0, 1fr); }
  .operations span { grid-column: 2; }
  .mail { grid-template-columns: 1fr; }
  .mail.open .list, .mail:not(.open) .letter { display: none; }
  .back { display: inline-block; margin-bottom: 8px; }
  .list { border-right: 0; }
}
`;
