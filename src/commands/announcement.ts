/** What `serve` prints when it is ready: the banner, or one line of JSON with the same facts. */
import type { ChalkInstance } from 'chalk'
import type { Configuration } from '../config/configuration.ts'
import { packageVersion } from '../core/version.ts'
import { type BannerFacts, bannerText, type TerminalSize } from './banner.ts'
import type { Environment } from './client-environment.ts'
import { clientFacts } from './client-facts.ts'
import { clientLines, keyPlaceholder, questionLine } from './client-lines.ts'
import { ownCommand } from './own-command.ts'
import { permissionReason } from './permission-mode.ts'
import { reachText } from './reach.ts'
import { detectShell } from './shells.ts'

export interface AnnouncementParts {
  readonly configuration: Configuration
  readonly url: string
  /** Names of the plugins that run. */
  readonly plugins: readonly string[]
  /** Where exchanges are recorded, where they are. */
  readonly recording?: string | undefined
  /** Of the terminal, where there is one. */
  readonly size?: TerminalSize
}

/** One line. `kind` tells it from those of the exchanges, which follow. */
export function startLine(
  { configuration, url, plugins, recording }: AnnouncementParts,
  now = new Date(),
): string {
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
    recording: recording ?? null,
    offers,
    notices,
  }
  return `${JSON.stringify(facts)}\n`
}

/** Milliseconds that a backend may take to list its models, before the banner does without. */
const patience = 500

export async function banner(
  { configuration, url, plugins, recording, size }: AnnouncementParts,
  colors: ChalkInstance,
  environment: Environment = process.env,
): Promise<string> {
  const { file, backend, chain, server, offers, notices } = configuration
  const client = await clientFacts(configuration, url, {}, patience)
  const shell = detectShell(environment, process.platform)
  const { address, model } = chain.backends.find(backend.name) ?? {}
  const chosen = modelOf(configuration, model)
  const openTo = reachText(server, url)
  const facts: BannerFacts = {
    version: packageVersion(),
    url,
    ...(file !== undefined && { file }),
    backend: { ...backend, ...(address !== undefined && { address }) },
    ...(chosen && { model: chosen }),
    ...(openTo !== undefined && { openTo }),
    plugins,
    ...(recording !== undefined && { recording }),
    offers,
    notices,
    ...clientLines(client, shell, environment, ownCommand()),
    hints: [
      ...(client.native ? [] : [permissionReason]),
      ...(client.clientKey === undefined ? [] : [keyHint]),
    ],
    ...(client.backend === 'demo' && { question: questionLine(client, shell) }),
  }
  return bannerText(facts, colors, size)
}

const keyHint = `${keyPlaceholder}: server.clientKey of the configuration; claudecodex env fills it in`

function modelOf({ chain, backend }: Configuration, own: string | undefined): BannerFacts['model'] {
  const { fixed } = chain.models
  if (fixed) return { name: fixed.model, reason: fixed.reason }
  return own === undefined ? undefined : { name: own, reason: `default of ${backend.name}` }
}
