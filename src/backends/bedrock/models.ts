/** Names of models as Bedrock knows them: foundation models, inference profiles of a region, and ARNs. */
import type { ModelInfo } from '../../core/backend.ts'
import { type ClaudeModel, claudeModels, currentSonnet, type Geography } from './claude-models.ts'

export type Aliases = Readonly<Record<string, string>>

/** Claude Code marks the wish for a long window in the name. */
export const longWindow = /\[1m\]$/i

/** The profiles of a region, by which its requests stay in their geography where they can. */
export function geographyOf(region: string): Geography {
  if (region.startsWith('us-gov-')) return 'us-gov'
  if (region.startsWith('us-')) return 'us'
  if (region.startsWith('eu-')) return 'eu'
  if (/^ap-northeast-[13]$/.test(region)) return 'jp'
  if (/^ap-southeast-[24]$/.test(region)) return 'au'
  return region.startsWith('ap-') ? 'apac' : 'global'
}

/** The id to send for a name: an alias of the user's, a Claude model by its short name, or what Bedrock knows itself. */
export function resolveModel(name: string, region: string, aliases: Aliases = {}): string {
  const bare = name.replace(longWindow, '')
  if (Object.hasOwn(aliases, bare)) return aliases[bare] as string
  const known = claudeNamed(bare)
  return known ? profileOf(known, region) : bare
}

/** The current Claude Sonnet of a region. */
export const defaultModel = (region: string): string => resolveModel(currentSonnet, region)

const families = ['sonnet', 'opus', 'haiku', 'fable'] as const

/** By short name, with or without its date, and by family alone: `claude-sonnet-4-5-20250929`, `sonnet`. */
export function claudeNamed(name: string): ClaudeModel | undefined {
  const plain = name.toLowerCase().replace(/(-\d{8}|-latest|@.*)$/, '')
  const family = families.find(candidate => candidate === plain)
  return claudeModels.find(model => model.name === plain || (family && model.name.includes(family)))
}

function profileOf({ id, profiles }: ClaudeModel, region: string): string {
  const own = geographyOf(region)
  const reached = own === 'us-gov' ? [own] : [own, 'global' as const]
  const profile = reached.find(geography => profiles.includes(geography))
  return profile ? `${profile}.${id}` : id
}

/** What is known of a Claude model, by any of its ids. */
export const claudeModel = (id: string): ClaudeModel | undefined =>
  claudeModels.find(model => id === model.id || id.endsWith(`.${model.id}`) || id.endsWith(`/${model.id}`))

const prefix = /^(us|eu|jp|au|apac|us-gov|global)\./

/** The foundation model behind an inference profile; undefined where an ARN does not tell it. */
export function foundationOf(id: string): string | undefined {
  if (!id.startsWith('arn:')) return id.replace(prefix, '')
  const [, resource] = /:(?:foundation-model|inference-profile)\/(.+)$/.exec(id) ?? []
  return resource?.replace(prefix, '')
}

/** What can be asked by name: the user's own names, and the Claude models of the region by profile and by short name. */
export function listModels(region: string, aliases: Aliases = {}): readonly ModelInfo[] {
  const own = Object.keys(aliases).map(id => ({ id, displayName: `${id} (${aliases[id]})` }))
  const reachable = claudeModels.filter(model => profileOf(model, region) !== model.id)
  const infoOf = (id: string, { name, contextWindow, maxOutput }: ClaudeModel): ModelInfo => ({
    id,
    displayName: titleOf(name),
    contextWindow,
    maxOutput,
  })
  return [
    ...own,
    ...reachable.map(model => infoOf(profileOf(model, region), model)),
    ...reachable.filter(({ name }) => !Object.hasOwn(aliases, name)).map(model => infoOf(model.name, model)),
  ]
}

/** `claude-sonnet-4-5` -> `Claude Sonnet 4.5`. */
const titleOf = (name: string): string =>
  name
    .replace(/(\d)-(\d)/, '$1.$2')
    .split('-')
    .map(word => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(' ')
