/** The lines that `serve` prints to be pasted into another terminal. */
import { type ClientFacts, clientEnvironment, type Environment } from './client-environment.ts'
import { commandLine, evaluation, type ShellName } from './shells.ts'

/** What a session needs to work; the rest, which makes it pleasant, is in `claudecodex env`. */
const needed = [
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_MODEL',
  'CLAUDE_CODE_MAX_CONTEXT_TOKENS',
]
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']

export interface ClientLines {
  /** Starts Claude Code. */
  readonly client: string
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
  const all = clientEnvironment(facts, environment)
  const behindProxy = proxies.some(name => environment[name] || environment[name.toLowerCase()])
  const wanted = behindProxy ? [...needed, 'NO_PROXY', 'no_proxy'] : needed
  const chosen = wanted.flatMap(name => (all[name] === undefined ? [] : [[name, all[name]] as const]))
  return {
    client: commandLine(shell, Object.fromEntries(chosen), 'claude'),
    variables: evaluation(shell, [...own, 'env', '--port', new URL(facts.url).port]),
  }
}

const question = JSON.stringify({
  model: 'demo',
  max_tokens: 500,
  stream: true,
  messages: [{ role: 'user', content: 'Hello' }],
})

/** Asks for a streamed answer without any client. */
export function questionLine(url: string, shell: ShellName): string {
  const path = `${url}/v1/messages`
  // Its curl is another program, and what it passes on to one in quotes depends on its version.
  return shell === 'powershell'
    ? `Invoke-RestMethod ${path} -Method Post -ContentType application/json -Body '${question}'`
    : `curl -N ${path} -H 'content-type: application/json' -d '${question}'`
}
