/** What a command line says about the configuration; each comes before variables, file and defaults. */
export interface Flags {
  readonly port?: number | undefined
  readonly host?: string | undefined
  readonly backend?: string | undefined
  readonly model?: string | undefined
  /** A file in place of the search; `false` for none at all. */
  readonly config?: string | false | undefined
  /** Added to those of the file. */
  readonly allowHost?: readonly string[] | undefined
  /** Only `false` says something: a flag that is not given is `true`. */
  readonly record?: boolean | undefined
  readonly strict?: boolean | undefined
  /** As with `record`. */
  readonly failover?: boolean | undefined
}
