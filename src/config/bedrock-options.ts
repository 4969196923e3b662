/** What the variables of AWS, and the profiles on this machine, say about Bedrock. */
import type { Environment } from '../wire/proxy.ts'
import { type AwsProfiles, readAwsProfiles } from './aws-profiles.ts'
import { isSet, type VariableName, variable } from './variables.ts'

type Options = Readonly<Record<string, unknown>>

/** The profile of the Python program, which signed in by SAML. */
const formerProfile = 'saml'

/** Any of these in `given` stands for all credentials: those of the variables are for another place. */
const credentials = ['profile', 'accessKeyId', 'apiKey']

/** Options of the backend; `given` are those that a configuration declares beside them. */
export function bedrockOptions(environment: Environment, given: Options = {}): Options {
  const isGiven = credentials.some(name => given[name] !== undefined)
  const found = isGiven ? {} : credentialsFrom(environment)
  const profile = given.profile ?? found.profile
  const region = variable(environment, 'AWS_REGION') ?? variable(environment, 'AWS_DEFAULT_REGION')
  const ofProfile = region === undefined && profile !== undefined ? readAwsProfiles(environment) : {}
  return { region: region ?? ofProfile[String(profile)]?.region ?? 'us-east-1', ...found }
}

/** Whether somebody has set up credentials for it; `[default]` on this machine, which may be for anything else, does not count. */
export const hasBedrockCredentials = (environment: Environment): boolean =>
  Object.keys(credentialsFrom(environment)).length > 0 ||
  elsewhere.some(name => (environment[name] ?? '').trim() !== '')

/** In the order of the SDK: a key of Bedrock, a profile, a pair of keys; else what its chain finds by itself. */
function credentialsFrom(environment: Environment): Options {
  const apiKey = variable(environment, 'AWS_BEARER_TOKEN_BEDROCK')
  if (apiKey !== undefined) return { apiKey }
  const profile = variable(environment, 'AWS_PROFILE')
  if (profile !== undefined) return { profile }
  const accessKeyId = variable(environment, 'AWS_ACCESS_KEY_ID')
  const secretAccessKey = variable(environment, 'AWS_SECRET_ACCESS_KEY')
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const sessionToken = variable(environment, 'AWS_SESSION_TOKEN')
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }
  }
  const isElsewhere = elsewhere.some(name => (environment[name] ?? '').trim() !== '')
  if (isElsewhere || isSomeSet(environment)) return {}
  const profiles: AwsProfiles = readAwsProfiles(environment)
  return Object.hasOwn(profiles, formerProfile) ? { profile: formerProfile } : {}
}

/** Credentials of a container or of a role, which the SDK finds by variables of its own. */
const elsewhere = [
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
]
const pair: readonly VariableName[] = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
const isSomeSet = (environment: Environment): boolean => pair.some(name => isSet(environment, name))
