/** Names a file that is no recording of ours for what it is. */

interface Kind {
  readonly name: string
  readonly fits: (line: Fields) => boolean
}
type Fields = Readonly<Record<string, unknown>>

const has = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && name in value

/** By what stands in the first line, or in the whole file where that is one document. */
const kinds: readonly Kind[] = [
  { name: 'a log of claude-trace', fits: line => 'logged_at' in line && has(line.request, 'url') },
  { name: 'an export of claude-tap', fits: line => '__claude_tap_compact_trace__' in line },
  { name: 'a log of claude-tap', fits: line => 'request_id' in line && has(line.request, 'path') },
  { name: 'a HAR file', fits: line => has(line.log, 'entries') },
  {
    name: 'a transcript of Claude Code',
    fits: line => 'sessionId' in line || 'parentUuid' in line || 'leafUuid' in line,
  },
  { name: 'one exchange written by plugin dump', fits: line => 'timing' in line && 'asked' in line },
  { name: 'the output of serve --json', fits: line => 'kind' in line && 'time' in line },
]

/** Of the first bytes of a file: what it is, as it reads behind "it is". Undefined where nothing is known. */
export function foreignName(start: Buffer): string | undefined {
  const magic = start.toString('latin1', 0, 4)
  if (magic.startsWith('\x1f\x8b')) return 'compressed with gzip: unpack it first'
  if (magic === '\x28\xb5\x2f\xfd') return 'compressed with zstd: unpack it first'
  if (start.toString('latin1', 0, 15) === 'SQLite format 3') return 'an SQLite database'
  if (start.subarray(0, 4096).includes(0)) return 'no text'
  const fields = firstObject(start)
  if (!fields) return undefined
  return kinds.find(({ fits }) => fits(fields))?.name ?? 'JSON of something else'
}

function firstObject(start: Buffer): Fields | undefined {
  const text = start.toString().trimStart()
  for (const candidate of [text.split('\n', 1)[0] ?? '', text]) {
    try {
      const value: unknown = JSON.parse(candidate)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
    } catch {
      // Cut off, or no JSON at all.
    }
  }
  return undefined
}
