/** What is installed here: Node, and Claude Code. */
import { type Finding, failure, ok, warning } from './finding.ts'

/** The oldest release of Node that this program runs on. */
export const oldestNode = '20.19.0'

export function checkNode(version: string): Finding {
  if (compareVersions(version, oldestNode) >= 0) return ok('node', version)
  return failure('node', `${version}; claudecodex needs ${oldestNode} or newer`, 'install a newer Node.js')
}

/** What `claude --version` has said. */
export type ClientProgram =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'broken'; readonly reason: string }

/** The release whose settings and reactions this program was written for. */
const knownClient = '2.1.330'
const install = 'npm install -g @anthropic-ai/claude-code'

export function checkClient(client: ClientProgram): Finding {
  switch (client.kind) {
    case 'missing':
      return warning(
        'claude code',
        'there is no `claude` on the PATH, so `claudecodex run` has nothing to start',
        install,
      )
    case 'broken':
      return warning(
        'claude code',
        `\`claude --version\` fails: ${client.reason}`,
        `install it anew: ${install}`,
      )
    case 'version': {
      const { version } = client
      if (compareVersions(version, knownClient) >= 0) return ok('claude code', version)
      return ok('claude code', `${version}; what is said here of its settings was seen with ${knownClient}`)
    }
  }
}

/** Below 0, 0 or above 0, by the numbers of both. */
function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map(version => (version.match(/\d+/g) ?? []).map(Number))
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
