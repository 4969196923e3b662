import { expect } from 'chai'
import { hasFailed, reportMarkdown, secretsIn } from './report.ts'

const passed = { turn: 'text', first: 412, total: 934, input: 20, output: 4, warnings: [] }
const failed = {
  turn: 'streamed',
  total: 61_000,
  warnings: [],
  fault: 'overloaded_error (529): api.example broke off | half-way\nthrough sk-canary',
  event: '{"type":"ping"}',
}
const report = (secrets: readonly string[] = []) =>
  reportMarkdown({
    version: '2.0.0',
    machine: 'Node 22.0.0, linux x64',
    date: '2026-11-23',
    providers: [
      {
        provider: 'openai',
        model: 'gpt-5-mini',
        turns: [{ ...passed, warnings: ['top_k: not known'] }, failed],
      },
      { provider: 'mistral', turns: [], skipped: 'MISTRAL_API_KEY is not set' },
    ],
    secrets,
  })

describe('the report of a live test', () => {
  it('is Markdown: a row for each turn, and below the table what went wrong', () => {
    expect(report()).to.equal(
      [
        '### Live test of claudecodex 2.0.0',
        '',
        'Node 22.0.0, linux x64, 2026-11-23',
        '',
        '| provider | model | turn | result | first event | total | tokens in | tokens out |',
        '|---|---|---|---|---|---|---|---|',
        '| openai | gpt-5-mini | text | pass | 0.4 s | 0.9 s | 20 | 4 |',
        '| openai | gpt-5-mini | streamed | **fail** | - | 61.0 s | - | - |',
        '| mistral | - | - | skipped: MISTRAL_API_KEY is not set | - | - | - | - |',
        '',
        'openai text warns: top_k: not known',
        '',
        '**openai streamed**: overloaded_error (529): api.example broke off \\| half-way through sk-canary',
        '',
        '```json',
        '{"type":"ping"}',
        '```',
        '',
      ].join('\n'),
    )
  })
  it('shows no secret, wherever it turns up', () => {
    const secrets = secretsIn({ OPENAI_API_KEY: ' sk-canary ', PATH: 'gpt-5-mini', SHORT_TOKEN: 'ping' })
    expect(report(secrets)).to.contain('through (hidden)').and.to.contain('gpt-5-mini').and.to.contain('ping')
  })
  it('shortens what is endless', () => {
    const event = JSON.stringify({ text: 'x'.repeat(9_000) })
    const text = reportMarkdown({
      version: '2',
      machine: '',
      date: '',
      secrets: [],
      providers: [{ provider: 'a', turns: [{ ...failed, event }] }],
    })
    expect(text.length).to.be.below(3_000)
    expect(text).to.contain(`(${event.length} characters)`)
  })
  it('knows whether anything has failed', () => {
    expect(hasFailed([{ provider: 'a', turns: [passed] }])).to.equal(false)
    expect(hasFailed([{ provider: 'a', turns: [passed, failed] }])).to.equal(true)
    expect(hasFailed([{ provider: 'a', turns: [], skipped: 'no key' }])).to.equal(false)
  })
})
