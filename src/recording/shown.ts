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
    'x-claude-code-[a-z-]+',
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

export const shownHeaders = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.test(name)))

/** Of a query. Gemini, for one, takes its key there. */
const harmlessParameters = new Set(['beta', 'api-version', 'alt'])

/** Without a login, and without the values of parameters nobody knows. What is no URL is not shown at all. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return ''
  const url = new URL(text)
  url.username = ''
  url.password = ''
  for (const name of [...url.searchParams.keys()]) {
    if (!harmlessParameters.has(name)) url.searchParams.set(name, '***')
  }
  return url.href
}
