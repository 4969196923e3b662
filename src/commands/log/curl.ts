/** A recorded request as a command for a shell, with the key in a variable. */
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import { whyNot } from './why-not.ts'

const host = 'https://api.anthropic.com'
const paths = { messages: '/v1/messages', count_tokens: '/v1/messages/count_tokens' }
/** Others say who the client is, not what it asks. */
const kept = ['anthropic-version', 'anthropic-beta']
const defaults: Readonly<Record<string, string>> = { 'anthropic-version': '2023-06-01' }

/** Works in every POSIX shell. Throws a `RecordingError` where the request was not recorded. */
export async function curlText(exchange: RecordedExchange): Promise<string> {
  const bytes = await exchange.requestBytes()
  if (!bytes) throw new RecordingError(`the request of #${exchange.seq} was not recorded${whyNot(exchange)}`)
  const body = bytes.toString()
  const { open, request } = exchange
  const headers = kept.flatMap(name => {
    const value = open.headers[name] ?? defaults[name]
    return value === undefined ? [] : [`-H ${quoted(`${name}: ${value}`)}`]
  })
  const mark = markFor(body)
  return [
    ...(request?.scrubbed ? ['# Secrets were taken out of this body when it was recorded.'] : []),
    `curl -sS ${host}${paths[open.kind]} \\`,
    ...[
      '-H "x-api-key: $ANTHROPIC_API_KEY"',
      ...headers,
      "-H 'content-type: application/json'",
      ...(open.asked.stream ? ['-N'] : []),
    ].map(part => `  ${part} \\`),
    `  --data-binary @- <<'${mark}'`,
    body,
    mark,
    '',
  ].join('\n')
}

/** Between single quotes nothing has a meaning but a single quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A line that the body does not have. */
function markFor(body: string): string {
  const lines = new Set(body.split('\n'))
  let mark = 'END_OF_REQUEST'
  while (lines.has(mark)) mark += '_'
  return mark
}
