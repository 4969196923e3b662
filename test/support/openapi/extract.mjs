/** Writes chat-completions.json and responses.json from the types of OpenAI's own package. See README.md. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const version = '7.57.0'
const chat = {
  CreateChatCompletionRequest: 'chat.ChatCompletionCreateParams',
  CreateChatCompletionResponse: 'chat.ChatCompletion',
  CreateChatCompletionStreamResponse: 'chat.ChatCompletionChunk',
}

/** Without OpenAI's own tools, of which a proxy sends and reads nothing: they are nine tenths of the types. */
const responses = {
  InputItem:
    'api.EasyInputMessage | api.ResponseFunctionToolCall | api.ResponseInputItem.FunctionCallOutput | api.ResponseReasoningItem',
  CreateResponse: `Omit<api.ResponseCreateParams, 'input' | 'tools' | 'tool_choice' | 'prompt' | 'conversation' | 'moderation' | 'image' | 'access_programs'>
    & { input?: string | InputItem[]; tools?: api.FunctionTool[]; tool_choice?: api.ToolChoiceOptions | api.ToolChoiceFunction }`,
  OutputItem: 'api.ResponseOutputMessage | api.ResponseFunctionToolCall | api.ResponseReasoningItem',
  Response: `Pick<api.Response, 'id' | 'object' | 'created_at' | 'status' | 'model' | 'error' | 'incomplete_details' | 'usage' | 'parallel_tool_calls'>
    & { output: OutputItem[] }`,
  StreamEvent: `api.ResponseErrorEvent | api.ResponseContentPartAddedEvent | api.ResponseContentPartDoneEvent
    | api.ResponseTextDeltaEvent | api.ResponseTextDoneEvent | api.ResponseRefusalDeltaEvent | api.ResponseRefusalDoneEvent
    | api.ResponseReasoningSummaryPartAddedEvent | api.ResponseReasoningSummaryPartDoneEvent
    | api.ResponseReasoningSummaryTextDeltaEvent | api.ResponseReasoningSummaryTextDoneEvent
    | api.ResponseReasoningTextDeltaEvent | api.ResponseReasoningTextDoneEvent
    | api.ResponseFunctionCallArgumentsDeltaEvent | api.ResponseFunctionCallArgumentsDoneEvent
    | (Omit<api.ResponseOutputItemAddedEvent, 'item'> & { item: OutputItem })
    | (Omit<api.ResponseOutputItemDoneEvent, 'item'> & { item: OutputItem })
    | (Omit<api.ResponseCreatedEvent, 'response' | 'type'> & { response: Response
        type: 'response.created' | 'response.in_progress' | 'response.completed' | 'response.incomplete' | 'response.failed' })`,
}

const pages = [
  { file: 'chat-completions.json', types: chat, from: 'chat/completions/completions', as: 'chat' },
  { file: 'responses.json', types: responses, from: 'responses/responses', as: 'api' },
]

const folder = mkdtempSync(join(tmpdir(), 'openai-types-'))
const run = (command, ...rest) =>
  execFileSync(command, rest, { cwd: folder, shell: process.platform === 'win32' })
try {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  run(
    'npm',
    'install',
    '--ignore-scripts',
    `openai@${version}`,
    'ts-json-schema-generator@2.4.0',
    'typescript@5.9',
  )
  for (const page of pages) write(page)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function write({ file, types, from, as }) {
  const lines = [
    `import type * as ${as} from 'openai/resources/${from}'`,
    ...Object.entries(types).map(([name, type]) => `export type ${name} = ${type}`),
  ]
  writeFileSync(join(folder, 'entry.ts'), lines.join('\n'))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true },
      files: ['entry.ts'],
    }),
  )
  const options = '-p entry.ts -t * -f tsconfig.json --no-type-check -o all.json'.split(' ')
  run('npx', 'ts-json-schema-generator', ...options)
  const { definitions } = JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8'))
  const schema = {
    $comment: `From the types of the npm package openai ${version}, Apache-2.0; see README.md.`,
    definitions: reachable(definitions, Object.keys(types)),
  }
  const target = fileURLToPath(new URL(file, import.meta.url))
  writeFileSync(target, JSON.stringify(schema, undefined, 2))
  execFileSync('npx', ['biome', 'format', '--write', target], { shell: process.platform === 'win32' })
}

/** The definitions that the roots lead to, without texts. */
function reachable(definitions, names) {
  const found = {}
  const visit = name => {
    if (name in found) return
    found[name] = withoutTexts(definitions[name])
    for (const [, reference] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      visit(decodeURIComponent(reference))
    }
  }
  for (const name of names) visit(name)
  return found
}

function withoutTexts(schema) {
  if (Array.isArray(schema)) return schema.map(withoutTexts)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(['description', 'deprecated'].includes(key) && typeof value !== 'object'))
      .map(([key, value]) => [key, withoutTexts(value)]),
  )
}
