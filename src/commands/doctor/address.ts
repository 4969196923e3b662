/** Whether Claude Code finds the way to the proxy: its address, detours past it, and a web proxy in between. */
import { isLoopback } from '../../wire/proxy.ts'
import { shortPath } from '../banner.ts'
import { type ClientView, placeOf, settingOf } from './client-settings.ts'
import { type Finding, failure, ok, warning } from './finding.ts'

export interface AddressFacts extends ClientView {
  /** Where the proxy of this configuration listens. */
  readonly port: number
  /** True where it runs. */
  readonly isRunning: boolean
  /** The line that sets every variable in this shell. */
  readonly evaluation: string
}

const name = 'ANTHROPIC_BASE_URL'

export function checkAddress(facts: AddressFacts): Finding {
  const setting = settingOf(name, facts)
  if (!setting) return withoutAddress(facts)
  const fault = faultOf(setting.value, facts.port)
  if (fault !== undefined) {
    const text = `${name} ${placeOf(setting)} is ${shown(setting.value)}, ${fault}`
    return failure('address', text, `make it http://127.0.0.1:${facts.port}`)
  }
  const isHere = leadsHere(setting.value, facts.port)
  const [address, file] = [shown(setting.value), setting.file]
  if (file === undefined) {
    if (isHere) return ok('address', `${name} leads here, to ${address}`)
    return warning(
      'address',
      `${name} is ${address}, which is not the port ${facts.port} of this configuration`,
      `${facts.evaluation}, or \`claudecodex run\`, which sets it for the client alone`,
    )
  }
  if (isHere) {
    return ok(
      'address',
      `${name} in ${shortPath(file)} leads here; it also binds \`claudecodex run\`, whose own port it hides`,
    )
  }
  return failure(
    'address',
    `${shortPath(file)} sends Claude Code to ${address} (env.${name}), whatever the shell or \`claudecodex run\` says`,
    `remove env.${name} there, or make it http://127.0.0.1:${facts.port}`,
  )
}

function withoutAddress({ isRunning, evaluation }: AddressFacts): Finding {
  if (!isRunning) return ok('address', `${name} is not set in this shell; \`claudecodex run\` sets it`)
  return warning(
    'address',
    `${name} is not set in this shell: a client started from it goes past the proxy that runs`,
    `${evaluation}, or \`claudecodex run\``,
  )
}

/** Completes "is ADDRESS, ". */
function faultOf(value: string, port: number): string | undefined {
  const { protocol, pathname } = URL.canParse(value) ? new URL(value) : { protocol: '', pathname: '' }
  if (protocol !== 'http:' && protocol !== 'https:')
    return 'which lacks its http://: the client finds nobody there'
  return leadsHere(value, port) && pathname !== '/'
    ? `whose path is one too many: the client puts /v1/messages behind it`
    : undefined
}

function leadsHere(value: string, port: number): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return url.protocol === 'http:' && isLoopback(url.hostname) && url.port === String(port)
}

/** An address without what may be secret in it. */
function shown(value: string): string {
  if (!URL.canParse(value)) return 'no URL'
  const { origin, pathname, protocol } = new URL(value)
  // Without its http:// the host is taken for the protocol.
  if (origin === 'null') return protocol + pathname
  return pathname === '/' ? origin : origin + pathname
}

const clouds = ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY']

/** With any of these Claude Code goes to that cloud directly. */
export function checkDetours(view: ClientView): readonly Finding[] {
  return clouds.flatMap(variable => {
    const setting = settingOf(variable, view)
    if (!setting || /^(0|false|no|off)$/i.test(setting.value)) return []
    const text = `${variable} ${placeOf(setting)} sends Claude Code to that cloud, past every proxy`
    return setting.file === undefined
      ? [warning('address', text, `unset ${variable}, or use \`claudecodex run\`, which takes it away`)]
      : [failure('address', text, `remove env.${variable} there`)]
  })
}

const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']
const bothCases = (names: readonly string[]): readonly string[] =>
  names.flatMap(each => [each, each.toLowerCase()])

/** Seen with Claude Code 2.1.330: any of the three takes requests to 127.0.0.1 along, and `localhost` excepts nothing. */
export function checkWebProxy(view: ClientView): Finding | undefined {
  const [variable] = bothCases(proxies).filter(each => settingOf(each, view))
  const setting = variable === undefined ? undefined : settingOf(variable, view)
  if (!setting) return undefined
  const exceptions = bothCases(['NO_PROXY']).flatMap(each => settingOf(each, view) ?? [])
  if (exceptions.length > 0 && exceptions.every(({ value }) => exceptsLoopback(value))) {
    return ok('web proxy', `${variable} is set, and NO_PROXY excepts this machine`)
  }
  const fixed = exceptions.find(({ file }) => file !== undefined)
  return warning(
    'web proxy',
    `${variable} is set ${placeOf(setting)}, and NO_PROXY does not hold 127.0.0.1: Claude Code sends what is for this ` +
      'machine through that proxy',
    fixed?.file === undefined
      ? 'add 127.0.0.1 to NO_PROXY; `claudecodex run` and `claudecodex env` do'
      : `add 127.0.0.1 to env.NO_PROXY in ${shortPath(fixed.file)}`,
  )
}

const exceptsLoopback = (list: string): boolean =>
  list.trim() === '*' || list.split(/[\s,]+/).includes('127.0.0.1')
