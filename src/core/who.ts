/** Who is talking: client, session, agent, and what kind of request this is. Facts on Claude Code 2.1.330 as seen on the wire. */

export type RequestClass =
  | 'main'
  | 'subagent'
  | 'workflow'
  | 'compaction'
  | 'title'
  | 'probe'
  | 'search'
  | 'other'

export interface Who {
  /** Such as `claude-cli/2.1.330`. */
  readonly client?: string
  readonly session?: string
  /** Absent on the main agent. Unique within its session only. */
  readonly agent?: string
  readonly parentAgent?: string
  /** Such as `general-purpose`. */
  readonly agentType?: string
  readonly class: RequestClass
  /** What told the class: a header of the client, or our own rules. */
  readonly by: 'header' | 'rules'
}
