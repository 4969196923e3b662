/** The text of a new `claudecodex.config.ts`. */
import { printableLine } from '../printable.ts'
import type { Choice } from './choices.ts'

export interface ConfigTextFacts {
  readonly backend: Pick<Choice, 'name'>
  /** Undefined where the backend decides, or the client. */
  readonly model?: string | undefined
  /** Variable that holds the key, where the backend has one. */
  readonly keyVariable?: string | undefined
  /** Other backends that may be named, for the comment. */
  readonly others: readonly string[]
}

export function configText({ backend, model, keyVariable, others }: ConfigTextFacts): string {
  const name = quoted(backend.name)
  const options = [`use: ${name}`, ...(model === undefined ? [] : [`model: ${quoted(model)}`])]
  const lines = [
    '/** Configuration of claudecodex. It is read again whenever it is saved; every key is optional. */',
    "import { defineConfig } from 'claudecodex'",
    '',
    'export default defineConfig({',
    '  // Who answers what nothing below directs elsewhere. The flag --backend and LLM_BACKEND come before it.',
    `  backend: ${name},`,
    '',
    '  // Backends by name. Any of these needs no more than its key in the environment or in a .env beside this file:',
    ...wrapped(others, '  //   '),
    '  backends: {',
    ...keyComment(backend.name, keyVariable),
    `    ${keyed(backend.name)}: { ${options.join(', ')} },`,
    "    // work: { use: 'openai', baseUrl: 'https://llm.example/v1', apiKey: process.env.WORK_KEY, model: 'a-model' },",
    '  },',
    '',
    '  // Another model for some requests: the first line that fits counts. On the left a pattern on the model that the',
    '  // client names, or a kind of request: main, subagent, workflow, compaction, title, probe, search, other.',
    '  models: {',
    "    // 'claude-haiku-*': 'openai:gpt-5-mini',",
    "    // subagent: 'ollama:qwen3-coder:30b',",
    '  },',
    '',
    '  // What sees and may change every request, event and answer: files beside this one, or packages. Outermost first.',
    '  plugins: [',
    "    // './my-plugin.ts',",
    '  ],',
    '',
    '  // Where it listens. Any other host than this machine wants a clientKey as well.',
    "  // server: { port: 8082, host: '127.0.0.1' },",
    '',
    '  // Refuse a request of which a translation would leave something out, instead of warning of it.',
    '  // strict: true,',
    '})',
  ]
  return `${lines.join('\n')}\n`
}

function keyComment(name: string, keyVariable: string | undefined): readonly string[] {
  if (name === 'anthropic') {
    return [
      "    // With the sign-in of the client. For a key of the proxy’s own, in ANTHROPIC_API_KEY: credentials: 'configured'.",
    ]
  }
  return keyVariable === undefined ? [] : [`    // The key is ${keyVariable}.`]
}

/** A name that a server has sent must not become more than a name. */
const quoted = (text: string): string => `'${printableLine(text.replace(/[\\']/g, '\\$&'))}'`

const keyed = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name))

const widest = 110

/** Names with commas between them, as many in a line as fit. */
function wrapped(names: readonly string[], start: string): readonly string[] {
  const lines: string[] = []
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name},` : name
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length + 1 <= widest)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(start + word)
  }
  return lines
}
