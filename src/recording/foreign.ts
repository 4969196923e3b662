/** Names a file that is no recording of ours for what it is. */
import { afterSpace, stringEnd, valueEnd } from '../anthropic/scan.ts'

interface Kind {
  readonly name: string
  /** Each names fields that are all there; those of the object in a field stand behind a dot. */
  readonly fields: readonly (readonly string[])[]
}

/** By the first object in the file. Of a long one only the beginning is known: what comes late in it names nothing. */
const kinds: readonly Kind[] = [
  { name: 'a recording of claudecodex whose first line is missing or damaged', fields: [['v', 'type']] },
  { name: 'an export of claude-tap', fields: [['__claude_tap_compact_trace__']] },
  { name: 'a log of claude-tap', fields: [['request_id', 'request.path']] },
  {
    name: 'a log of claude-trace',
    fields: [
      ['logged_at', 'request.url'],
      ['request.timestamp', 'request.url'],
    ],
  },
  {
    name: 'a HAR file',
    fields: [
      ['log', 'log.entries'],
      ['log', 'log.creator'],
    ],
  },
  {
    name: 'a transcript of Claude Code',
    fields: [['sessionId'], ['parentUuid'], ['leafUuid'], ['messageId', 'snapshot']],
  },
  { name: 'one exchange written by plugin dump', fields: [['timing', 'asked']] },
  { name: 'the output of serve --json', fields: [['kind', 'time']] },
]

/** Of the first bytes of a file: what it is, as it reads behind "it is". Undefined where nothing is known. */
export function foreignName(start: Buffer): string | undefined {
  const magic = start.toString('latin1', 0, 4)
  if (magic.startsWith('\x1f\x8b')) return 'compressed with gzip: unpack it first'
  if (magic === '\x28\xb5\x2f\xfd') return 'compressed with zstd: unpack it first'
  if (start.toString('latin1', 0, 15) === 'SQLite format 3') return 'an SQLite database'
  if (magic.startsWith('\xff\xfe') || magic.startsWith('\xfe\xff'))
    return 'text in UTF-16: write it as UTF-8 first'
  if (start.subarray(0, 4096).includes(0)) return 'no text'
  const names = namesIn(start)
  if (names.size === 0) return undefined
  const kind = kinds.find(({ fields }) => fields.some(all => all.every(name => names.has(name))))
  return kind?.name ?? 'JSON of something else'
}

/** Names of the fields of the first object, and of the objects in it, as far as the bytes go. */
function namesIn(bytes: Buffer): ReadonlySet<string> {
  const names = new Set<string>()
  const start = bytes.toString('latin1', 0, 3) === byteOrderMark ? 3 : 0
  for (const [name, value] of fieldsOf(bytes, afterSpace(bytes, start))) {
    names.add(name)
    for (const [inner] of fieldsOf(bytes, value)) names.add(`${name}.${inner}`)
  }
  return names
}

const byteOrderMark = '\xef\xbb\xbf'
const openBrace = 0x7b
const quote = 0x22
const colon = 0x3a
const comma = 0x2c

/** Each field of an object with where its value begins. Stops where the bytes do, or stop being JSON. */
function* fieldsOf(bytes: Buffer, start: number): Generator<readonly [name: string, value: number]> {
  if (bytes[start] !== openBrace) return
  for (let at = afterSpace(bytes, start + 1); bytes[at] === quote; ) {
    const end = stringEnd(bytes, at)
    const between = afterSpace(bytes, end)
    if (end < 0 || bytes[between] !== colon) return
    const value = afterSpace(bytes, between + 1)
    yield [bytes.toString('utf8', at + 1, end - 1), value]
    const next = afterSpace(bytes, valueEnd(bytes, value))
    if (bytes[next] !== comma) return
    at = afterSpace(bytes, next + 1)
  }
}
