/** What `serve` prints when it is ready: the banner, or one line of JSON with the same facts. */
import type { ChalkInstance } from 'chalk'
import type { Configuration } from '../config/configuration.ts'
import { type BannerFacts, bannerText } from './banner.ts'
import type { Environment } from './client-environment.ts'
import { clientFacts } from './client-facts.ts'
import { clientLines, questionLine } from './client-lines.ts'
import { ownCommand } from './own-command.ts'
import { detectShell } from './shells.ts'
import { packageVersion } from './version.ts'

export interface AnnouncementParts {
  readonly configuration: Configuration
  readonly url: string
  /** Names of the plugins that run. */
  readonly plugins: readonly string[]
}

/** One line. `kind` tells it from those of the exchanges, which follow. */
export function startLine({ configuration, url, plugins }: AnnouncementParts, now = new Date()): string {
  const { file, backend, chain, offers, notices } = configuration
  const facts = {
    time: now.toISOString(),
    kind: 'start',
    version: packageVersion(),
    url,
    pid: process.pid,
    folder: process.cwd(),
    configuration: file ?? null,
    backend,
    model: chain.models.fixed?.model ?? null,
    plugins,
    offers,
    notices,
  }
  return `${JSON.stringify(facts)}\n`
}

/** Milliseconds that a backend may take to list its models, before the banner does without. */
const patience = 500

export async function banner(
  { configuration, url, plugins }: AnnouncementParts,
  colors: ChalkInstance,
  environment: Environment = process.env,
): Promise<string> {
  const { file, backend, chain, server, offers, notices } = configuration
  const client = await clientFacts(configuration, url, {}, patience)
  const shell = detectShell(environment, process.platform)
  const { address, model } = chain.backends.find(backend.name) ?? {}
  const chosen = modelOf(configuration, model)
  const facts: BannerFacts = {
    version: packageVersion(),
    url,
    ...(file !== undefined && { file }),
    backend: { ...backend, ...(address !== undefined && { address }) },
    ...(chosen && { model: chosen }),
    plugins,
    offers,
    notices,
    ...clientLines(client, shell, environment, ownCommand()),
    // A line to paste must not show the client key, and without it there is no answer.
    ...(client.backend === 'demo' &&
      server.clientKey === undefined && { question: questionLine(url, shell) }),
  }
  return bannerText(facts, colors)
}

function modelOf({ chain, backend }: Configuration, own: string | undefined): BannerFacts['model'] {
  const { fixed } = chain.models
  if (fixed) return { name: fixed.model, reason: fixed.reason }
  return own === undefined ? undefined : { name: own, reason: `default of ${backend.name}` }
}
