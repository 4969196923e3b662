/** The profiles of compatible providers as tables for the documents. */
import { plainDialect } from '../../src/backends/openai/dialect.ts'
import { dialectOf, type HostProfile, hostProfiles } from '../../src/backends/openai/hosts.ts'

const profiles: readonly HostProfile[] = hostProfiles
const code = (text: string | undefined): string => (text === undefined ? 'none' : `\`${text}\``)
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n')

/** Where each of them is, and what it needs. */
export const placesTable = (): string =>
  table(
    ['provider', 'address', 'key', 'model', 'Anthropic’s own API'],
    profiles.map(({ name, aliases = [], baseUrl, key, model, messages }) => [
      [name, ...aliases].map(code).join(', '),
      baseUrl === undefined ? '`AZURE_OPENAI_ENDPOINT`' : code(baseUrl),
      code(key),
      model === undefined ? 'name one' : code(model),
      messages === undefined ? 'no' : code(messages.baseUrl),
    ]),
  )

/** What each of them carries, line by line; the last column is any other server. */
export function dialectTable(): string {
  const columns = [...profiles, { name: 'others', dialect: plainDialect }]
  const dialects = columns.map(profile => dialectOf(profile))
  type Flags = (typeof dialects)[number]
  const line = (label: string, cell: (dialect: Flags) => string) => [label, ...dialects.map(cell)]
  const yes = (value: boolean): string => (value ? 'yes' : 'no')
  return table(
    ['', ...columns.map(({ name }) => name)],
    [
      line('images', ({ vision }) => (vision ? 'yes' : 'left out')),
      line('PDF', ({ pdf }) => ({ file: 'file', image_url: 'image', none: 'left out' })[pdf]),
      line('forced tool', ({ toolChoice }) => ({ full: 'yes', words: 'any', auto: 'no' })[toolChoice]),
      line('one call at a time', ({ parallelFlag }) => (parallelFlag ? 'asked' : 'cut')),
      line('stop sequences', ({ maxStops }) => (maxStops === 0 ? 'here' : `${maxStops}, rest here`)),
      line('`top_k`', ({ topK }) => yes(topK)),
      line(
        'answer by a schema',
        ({ responseFormat }) => ({ json_schema: 'schema', json_object: 'JSON', none: 'no' })[responseFormat],
      ),
      line('thinking', ({ reasoning }) => thinking[reasoning]),
      line('its state', ({ reasoningBack }) => (reasoningBack === 'none' ? 'no' : 'kept')),
      line('cache marks', ({ cacheControl }) => yes(cacheControl)),
      line('begun answers', ({ prefill }) => (prefill === 'plain' ? 'as history' : 'continued')),
      line('`service_tier`', ({ serviceTier }) => yes(serviceTier)),
    ],
  )
}

const thinking = {
  effort: 'effort',
  deepseek: 'effort',
  openrouter: 'effort, budget',
  template: 'on, off',
  toggle: 'on, off',
  gemini: 'effort',
  none: 'its own way',
} as const
