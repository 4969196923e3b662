/** The lines that `serve` prints to be pasted into another terminal. */
import {
  type ClientFacts,
  clientEnvironment,
  clientKeyHeader,
  type Environment,
} from './client-environment.ts'
import { permissionFlag } from './permission-mode.ts'
import { commandLine, evaluation, type ShellName } from './shells.ts'

/** What a session needs to work; the rest, which makes it pleasant, is in `claudecodex env`. */
const needed = [
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_CUSTOM_HEADERS',
  'ANTHROPIC_MODEL',
  'CLAUDE_CODE_MAX_CONTEXT_TOKENS',
]
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']

/** Stands for the client key in whatever is printed. */
export const keyPlaceholder = 'YOUR_KEY'

export interface ClientLines {
  /** Starts Claude Code, with all it needs. */
  readonly client: string
  /** Starts it where the variables are set already. */
  readonly start: string
  /** Sets every variable, for all that a shell starts. */
  readonly variables: string
}

/** `own` are the words that start this program. */
export function clientLines(
  facts: ClientFacts,
  shell: ShellName,
  environment: Environment,
  own: readonly string[],
): ClientLines {
  const { clientKey, native, url } = facts
  // Headers of one's own may be secrets too: they are left to `claudecodex env`.
  const all = clientEnvironment(
    { ...facts, ...(clientKey !== undefined && { clientKey: keyPlaceholder }) },
    { ...environment, ANTHROPIC_CUSTOM_HEADERS: undefined },
  )
  const behindProxy = proxies.some(name => environment[name] || environment[name.toLowerCase()])
  const wanted = behindProxy ? [...needed, 'NO_PROXY', 'no_proxy'] : needed
  const chosen = wanted.flatMap(name => (all[name] === undefined ? [] : [[name, all[name]] as const]))
  const start = native ? 'claude' : `claude ${permissionFlag}`
  return {
    client: commandLine(shell, Object.fromEntries(chosen), start),
    start,
    variables: evaluation(shell, [...own, 'env', '--port', new URL(url).port]),
  }
}

const question = JSON.stringify({
  model: 'demo',
  max_tokens: 500,
  stream: true,
  messages: [{ role: 'user', content: 'Hello' }],
})

/** Asks for a streamed answer without any client. */
export function questionLine({ url, clientKey }: ClientFacts, shell: ShellName): string {
  const path = `${url}/v1/messages`
  // Its curl is another program, and what it passes on to one in quotes depends on its version.
  if (shell === 'powershell') {
    const key = clientKey === undefined ? '' : ` -Headers @{'${clientKeyHeader}'='${keyPlaceholder}'}`
    return `Invoke-RestMethod ${path} -Method Post -ContentType application/json${key} -Body '${question}'`
  }
  const key = clientKey === undefined ? '' : ` -H '${clientKeyHeader}: ${keyPlaceholder}'`
  return `curl -N ${path} -H 'content-type: application/json'${key} -d '${question}'`
}
