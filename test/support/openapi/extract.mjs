/** Writes chat-completions.json from the types of OpenAI's own package. See README.md. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const version = '7.57.0'
const roots = {
  CreateChatCompletionRequest: 'ChatCompletionCreateParams',
  CreateChatCompletionResponse: 'ChatCompletion',
  CreateChatCompletionStreamResponse: 'ChatCompletionChunk',
}

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
  const lines = [
    "import type * as chat from 'openai/resources/chat/completions/completions'",
    ...Object.entries(roots).map(([name, type]) => `export type ${name} = chat.${type}`),
  ]
  writeFileSync(join(folder, 'entry.ts'), lines.join('\n'))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true },
      files: ['entry.ts'],
    }),
  )
  run(
    'npx',
    'ts-json-schema-generator',
    '-p',
    'entry.ts',
    '-t',
    '*',
    '-f',
    'tsconfig.json',
    '--no-type-check',
    '-o',
    'all.json',
  )
  const { definitions } = JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8'))
  const schema = {
    $comment: `From the types of the npm package openai ${version}, Apache-2.0; see README.md.`,
    definitions: reachable(definitions),
  }
  const target = fileURLToPath(new URL('chat-completions.json', import.meta.url))
  writeFileSync(target, JSON.stringify(schema, undefined, 2))
  execFileSync('npx', ['biome', 'format', '--write', target], { shell: process.platform === 'win32' })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The definitions that the roots lead to, without texts. */
function reachable(definitions) {
  const found = {}
  const visit = name => {
    if (name in found) return
    found[name] = withoutTexts(definitions[name])
    for (const [, reference] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      visit(decodeURIComponent(reference))
    }
  }
  for (const name of Object.keys(roots)) visit(name)
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
