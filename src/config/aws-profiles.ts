/** The profiles that AWS's shared files on this machine name, as far as the configuration looks at them: never their keys. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../wire/proxy.ts'

export type AwsProfiles = Readonly<Record<string, { readonly region?: string }>>

/** From both files; one that is missing or cannot be read holds none. */
export function readAwsProfiles(environment: Environment): AwsProfiles {
  const folder = join(environment.HOME ?? environment.USERPROFILE ?? homedir(), '.aws')
  const files = [
    environment.AWS_SHARED_CREDENTIALS_FILE ?? join(folder, 'credentials'),
    environment.AWS_CONFIG_FILE ?? join(folder, 'config'),
  ]
  const profiles = new Map<string, { readonly region?: string }>()
  for (const file of files) {
    for (const [name, settings] of profilesIn(textOf(file))) {
      profiles.set(name, { ...profiles.get(name), ...settings })
    }
  }
  return Object.fromEntries(profiles)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** `[name]` in the one file, `[profile name]` in the other; sections of other kinds are none. */
function* profilesIn(text: string): Generator<readonly [string, { readonly region?: string }]> {
  for (const section of text.split(/^(?=\s*\[)/m)) {
    const [, name] = /^\s*\[\s*(?:profile\s+)?["']?([^\s"'\]]+)["']?\s*\]/.exec(section) ?? []
    if (name === undefined) continue
    const [, region] = /^region\s*=\s*(\S+)/m.exec(section) ?? []
    yield [name, region === undefined ? {} : { region }]
  }
}
