import { Chalk, type ChalkInstance, supportsColor, supportsColorStderr } from 'chalk'

/**
 * Colours for what is printed to a stream: none where it is no terminal, none where `NO_COLOR` is set, which chalk
 * itself does not look at.
 */
export function colorsOf(
  stream: 'stdout' | 'stderr',
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ChalkInstance {
  const supported = stream === 'stdout' ? supportsColor : supportsColorStderr
  return new Chalk({ level: environment.NO_COLOR || !supported ? 0 : supported.level })
}
