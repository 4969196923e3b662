/** What of headers and addresses is recorded: names that are known to be harmless. Everything else is left out. */
import type { Headers } from '../core/backend.ts'

const harmless = new RegExp(
  `^(?:${[
    'content-type',
    'content-length',
    'user-agent',
    'accept',
    'accept-language',
    'anthropic-(?:version|beta|dangerous-direct-browser-access)',
    'anthropic-ratelimit-[a-z-]+',
    'x-app',
    'x-claude-code-(?![a-z-]*(?:key|token|secret|auth|password|cookie|credential))[a-z-]+',
    'x-stainless-(?:retry-count|timeout|lang|runtime|os|arch|package-version|runtime-version|helper(?:-method)?)',
    'x-client-request-id',
    '(?:x-)?request-id',
    'x-should-retry',
    'x-amzn-(?:requestid|errortype)',
    'retry-after(?:-ms)?',
    'openai-(?:processing-ms|version|model)',
    'x-ratelimit-[a-z-]+',
    'cf-ray',
    'server',
    'date',
  ].join('|')})$`,
)

export function shownHeaders(headers: Headers): Headers {
  const shown: Record<string, string> = {}
  for (const name of Object.keys(headers)) if (isHarmless(name)) shown[name] = headers[name] ?? ''
  return shown
}

/** Names come again with every exchange. */
const verdicts = new Map<string, boolean>()
const mostVerdicts = 1_000

function isHarmless(name: string): boolean {
  const known = verdicts.get(name)
  if (known !== undefined) return known
  const verdict = harmless.test(name)
  if (verdicts.size < mostVerdicts) verdicts.set(name, verdict)
  return verdict
}

/** Of a query. Gemini, for one, takes its key there. */
const harmlessParameters = new Set(['beta', 'api-version', 'alt'])

/** Addresses come again as well, and reading one takes longer than all the rest of a line. */
const urls = new Map<string, string>()
const mostUrls = 200

/** Without a login, and without the values of parameters nobody knows. What is no URL is not shown at all. */
export function shownUrl(text: string): string {
  const known = urls.get(text)
  if (known !== undefined) return known
  const shown = withoutSecrets(text)
  if (urls.size < mostUrls) urls.set(text, shown)
  return shown
}

function withoutSecrets(text: string): string {
  if (!URL.canParse(text)) return ''
  const url = new URL(text)
  // `name:key@host` without its protocol is one of a protocol `name:`.
  if (!/^https?:$/.test(url.protocol)) return ''
  url.username = ''
  url.password = ''
  url.hash = ''
  if (url.search) url.search = new URLSearchParams([...url.searchParams].map(shownParameter)).toString()
  return url.href
}

function shownParameter([name, value]: [string, string]): [string, string] {
  if (harmlessParameters.has(name)) return [name, value]
  // A name alone may be the key itself.
  return value ? [name, '***'] : ['***', '']
}
