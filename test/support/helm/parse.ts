/** An expression of Go's template language: commands, each with the value of the one before as its last argument. */
export type Pipeline = Operand[][];
export type Operand =
  | { kind: "value"; value: unknown }
  | { kind: "path"; variable?: string; fields: string[] }
  | { kind: "call"; name: string }
  | { kind: "inner"; pipeline: Pipeline };

export type Node =
  | { kind: "text"; text: string }
  | { kind: "print"; pipeline: Pipeline; variable?: string }
  | {
      kind: "block";
      word: "if" | "with" | "range";
      variables: string[];
      pipeline: Pipeline;
      body: Node[];
      other: Node[];
    }
  | { kind: "define"; name: string; body: Node[] };

/** Parses a template: text, actions, and the blocks that charts use. */
export function parseTemplate(source: string): Node[] {
  const pieces = piecesOf(source);
  const { nodes, rest } = parseBody(pieces, 0);
  if (rest < pieces.length) throw new Error(`A block ends that never began: ${JSON.stringify(pieces[rest])}`);
  return nodes;
}

type Piece = { text: string } | { action: string };

// `{{-` and `-}}` take the white space beside them away.
function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  let trimsNext = false;
  let at = 0;
  for (const match of source.matchAll(/\{\{(-?)\s*(\/\*[\s\S]*?\*\/|[\s\S]*?)\s*(-?)\}\}/g)) {
    const [whole, before, action = "", after] = match;
    const text = source.slice(at, match.index);
    const started = trimsNext ? text.trimStart() : text;
    pieces.push({ text: before ? started.trimEnd() : started });
    if (!action.startsWith("/*")) pieces.push({ action });
    trimsNext = after === "-";
    at = match.index + whole.length;
  }
  const text = source.slice(at);
  pieces.push({ text: trimsNext ? text.trimStart() : text });
  return pieces;
}

function parseBody(pieces: Piece[], from: number): { nodes: Node[]; rest: number } {
  const nodes: Node[] = [];
  let at = from;
  while (at < pieces.length) {
    const piece = pieces[at] as Piece;
    if ("text" in piece) {
      nodes.push({ kind: "text", text: piece.text });
      at++;
      continue;
    }
    if (/^(end|else)\b/.test(piece.action)) break;
    const [node, next] = parseAction(pieces, at, piece.action);
    nodes.push(node);
    at = next;
  }
  return { nodes, rest: at };
}

function parseAction(pieces: Piece[], at: number, action: string): [Node, number] {
  const [, word, rest = ""] = /^(if|with|range|define)\s+([\s\S]*)$/.exec(action) ?? [];
  if (word === "define") {
    const { nodes: body, rest: end } = parseBody(pieces, at + 1);
    return [{ kind: "define", name: JSON.parse(rest) as string, body }, end + 1];
  }
  const [, names, expression] = /^((?:\$\w+\s*,?\s*)+):=\s*([\s\S]*)$/.exec(word ? rest : action) ?? [];
  const pipeline = parsePipeline(expression ?? (word ? rest : action));
  const variables = names?.match(/\w+/g) ?? [];
  if (!word) return [{ kind: "print", pipeline, variable: variables[0] }, at + 1];
  return parseBlock(pieces, at + 1, { kind: "block", word: word as "if", variables, pipeline, body: [], other: [] });
}

function parseBlock(pieces: Piece[], from: number, block: Extract<Node, { kind: "block" }>): [Node, number] {
  const { nodes: body, rest: at } = parseBody(pieces, from);
  const { action } = (pieces[at] ?? { action: "" }) as { action: string };
  const whole = { ...block, body };
  if (action === "end") return [whole, at + 1];
  // `else if` is a block of its own inside the other branch, and both end together.
  if (action.startsWith("else ")) {
    const [inner, next] = parseAction(pieces, at, action.slice(5));
    return [{ ...whole, other: [inner] }, next];
  }
  const { nodes: other, rest: end } = parseBody(pieces, at + 1);
  return [{ ...whole, other }, end + 1];
}

const tokens = /"(?:[^"\\]|\\.)*"|`[^`]*`|-?\d+(?:\.\d+)?|\$?\w*(?:\.\w+)+|\$\w*|\.|[A-Za-z]\w*|[()|]/g;

function parsePipeline(text: string): Pipeline {
  const found = text.match(tokens) ?? [];
  const [pipeline, rest] = commandsOf(found, 0);
  if (rest < found.length) throw new Error(`An expression that is not understood: ${text}`);
  return pipeline;
}

function commandsOf(found: string[], from: number): [Pipeline, number] {
  const pipeline: Pipeline = [[]];
  let at = from;
  for (; at < found.length && found[at] !== ")"; at++) {
    const token = found[at] as string;
    if (token === "|") pipeline.push([]);
    else if (token === "(") {
      const [inner, end] = commandsOf(found, at + 1);
      pipeline.at(-1)?.push({ kind: "inner", pipeline: inner });
      at = end;
    } else pipeline.at(-1)?.push(operandOf(token));
  }
  return [pipeline, at];
}

function operandOf(token: string): Operand {
  if (/^["-\d]/.test(token)) return { kind: "value", value: JSON.parse(token) };
  if (token === "true" || token === "false") return { kind: "value", value: token === "true" };
  if (!/^[.$]/.test(token)) return { kind: "call", name: token };
  const [head = "", ...fields] = token.split(".");
  return { kind: "path", ...(head.startsWith("$") ? { variable: head.slice(1) } : {}), fields: fields.filter(Boolean) };
}
