import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type OpenAiOptions, openai } from '../../../src/backends/openai/index.ts'
import { type CaseSettings, casesOf } from '../../support/cases.ts'
import { runCases } from '../../support/run-cases.ts'
import type { HostName } from '../../support/strict/openai-hosts.ts'
import { type OpenAiServer, startOpenAiServer } from '../../support/strict/openai-server.ts'

const cases = casesOf<OpenAiOptions>('openai')
/** Hosts that the strict server knows by their own rules; the others are held to those of a plain server. */
const strictHosts: readonly string[] = [
  'openai',
  'azure',
  'gemini',
  'mistral',
  'lmstudio',
  'ollama',
  'deepseek',
  'openrouter',
]

describe('the cases of the backend openai', () => {
  const servers = new Map<string, OpenAiServer>()
  before(async () => {
    for (const host of [...strictHosts, 'compatible'] as HostName[]) {
      servers.set(host, await startOpenAiServer({ host }))
    }
  })
  after(async () => {
    for (const server of servers.values()) await server.close()
  })

  runCases(cases, {
    make: (baseUrl, { host = 'openai', options }: CaseSettings<OpenAiOptions>) =>
      openai({ baseUrl, apiKey: 'sk-case', host, ...options }),
    server: ({ host = 'openai' }) =>
      servers.get(strictHosts.includes(host) ? host : 'compatible') as OpenAiServer,
  })
})

describe('the list of conformance cases', () => {
  it('is covered by folders and by tests that name a number', () => {
    const covered = new Set(cases.flatMap(({ settings }) => settings.cases))
    for (const file of readdirSync('test', { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.test.ts')) continue
      for (const number of numbersIn(readFileSync(join('test', file), 'utf8'))) covered.add(number)
    }
    const wanted = [...range(1, 93), ...range(111, 117)]
    expect(wanted.filter(number => !covered.has(number))).to.deep.equal([])
  })
})

/** `case 12`, `cases 12, 13` and `cases 12-14` in a title. */
function numbersIn(text: string): number[] {
  const lists = [...text.matchAll(/\bcases? ([\d, -]+)/g)].map(([, list]) => list ?? '')
  return lists.flatMap(list =>
    list.split(',').flatMap(part => {
      const [first, last] = part.split('-').map(Number)
      return first ? range(first, last || first) : []
    }),
  )
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
