import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { foreignName } from '../../src/recording/foreign.ts'

const start = 64 * 1024
const long = 'x'.repeat(100_000)
const request = { model: 'm', system: long, messages: [] }
const line = (value: object): string => `${JSON.stringify(value)}\n`

const files: Readonly<Record<string, readonly (string | Buffer)[]>> = {
  'a log of claude-trace': [
    line({
      request: { timestamp: 1.5, method: 'POST', url: 'https://h/v1/messages', headers: {}, body: request },
      response: { timestamp: 2.5, status_code: 200 },
      logged_at: '2025-06-12T10:00:00Z',
    }),
    line({ request: { url: 'https://h' }, response: null, logged_at: '2025-06-12T10:00:00Z' }),
  ],
  'a log of claude-tap': [
    line({
      timestamp: '2026-01-01T00:00:00Z',
      request_id: 'req_1',
      turn: 1,
      duration_ms: 5,
      request: { method: 'POST', path: '/v1/messages', headers: {}, body: request },
    }),
  ],
  'an export of claude-tap': [
    line({
      __claude_tap_compact_trace__: { version: 1, encoding: 'json-blob-ref' },
      records: [{ request }],
      blobs: {},
    }),
  ],
  'a HAR file': [
    JSON.stringify({ log: { version: '1.2', creator: { name: 'x' }, entries: [{ request }] } }, undefined, 2),
    JSON.stringify({ log: { entries: [] } }),
  ],
  'a transcript of Claude Code': [
    line({ type: 'summary', summary: 'About a parser', leafUuid: 'u' }) + line({ parentUuid: null }),
    line({ parentUuid: null, isSidechain: false, sessionId: 's', type: 'user', message: { content: long } }),
    line({ type: 'file-history-snapshot', messageId: 'm', snapshot: {} }),
  ],
  'one exchange written by plugin dump': [
    JSON.stringify({ id: 'req_1', kind: 'messages', asked: {}, who: {}, timing: {} }, undefined, 2),
  ],
  'the output of serve --json': [
    line({ time: '2026-01-01T00:00:00Z', kind: 'start', version: '2.0.0', url: 'http://127.0.0.1:8082' }),
    line({ time: '2026-01-01T00:00:00Z', id: 'req_1', kind: 'messages', source: 'http' }),
  ],
  'a recording of claudecodex whose first line is missing or damaged': [
    line({ v: 1, type: 'blob', n: 0, data: { text: long } }),
    '{"v":1,"type":"head","schema":"claudeco',
  ],
  'JSON of something else': [line({ level: 'info', text: 'hello' }), '\ufeff{"a":1}', ' \n\t{"a":1}'],
  'compressed with gzip: unpack it first': [gzipSync('text')],
  'compressed with zstd: unpack it first': [Buffer.from('28b52ffd2400', 'hex')],
  'an SQLite database': [Buffer.from('SQLite format 3\0\0\0')],
  'text in UTF-16: write it as UTF-8 first': [Buffer.from('\ufeff{"v":1}', 'utf16le')],
  'no text': [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1])],
}

describe('the name of a foreign file', () => {
  for (const [name, contents] of Object.entries(files)) {
    it(`is: ${name}`, () => {
      for (const content of contents) {
        const bytes = Buffer.from(content as string)
        expect(foreignName(bytes.subarray(0, start)), String(bytes.subarray(0, 80))).to.equal(name)
      }
    })
  }

  it('is nothing for what looks like nothing', () => {
    for (const text of [
      '',
      'time;model;tokens\n1;m;5\n',
      'plain text',
      '{{ template }}',
      '{',
      '[]',
      '{}',
      '"',
    ])
      expect(foreignName(Buffer.from(text)), text).to.equal(undefined)
  })

  it('stays the same wherever the bytes end behind what tells it', () => {
    const [text = ''] = files['a log of claude-tap'] ?? []
    const bytes = Buffer.from(text as string)
    const told = bytes.indexOf('"path":') + 7
    for (let end = told; end < told + 200; end += 1)
      expect(foreignName(bytes.subarray(0, end)), `${end}`).to.equal('a log of claude-tap')
  })
})
