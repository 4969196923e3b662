/** `claudecodex doctor`: looks for what keeps a client from getting its answers, and says what to do about it. */
import { homedir } from 'node:os'
import { loadConfiguration } from '../config/load.ts'
import { packageVersion } from '../core/version.ts'
import { colorsOf } from './colors.ts'
import { shippedPlugins } from './compose.ts'
import { type ExamineFlags, examine, type Sources } from './doctor/examine.ts'
import { bindingError, findClient, readText } from './doctor/look.ts'
import { reportJson, reportText } from './doctor/report.ts'
import { exitCodes } from './exit-codes.ts'
import type { OutputFlags } from './flags.ts'
import { freePortAfter } from './free-port.ts'
import { whoAnswers } from './occupant.ts'
import { ownCommand } from './own-command.ts'
import { detectShell, evaluation } from './shells.ts'

export type DoctorFlags = ExamineFlags & OutputFlags & { readonly json?: boolean }

export async function doctor(flags: DoctorFlags): Promise<number> {
  const sources = ownSources()
  const findings = await waiting(examine(flags, sources))
  const { stdout } = process
  const looks = { colors: colorsOf('stdout'), columns: stdout.isTTY ? stdout.columns : undefined }
  stdout.write(
    flags.json ? reportJson(sources.version, findings) : reportText(sources.version, findings, looks),
  )
  return findings.some(({ verdict }) => verdict === 'failure') ? exitCodes.doctor.failed : exitCodes.ok
}

const ownSources = (): Sources => ({
  version: packageVersion(),
  nodeVersion: process.versions.node,
  environment: process.env,
  where: {
    platform: process.platform,
    home: homedir(),
    folder: process.cwd(),
    configFolder: process.env.CLAUDE_CONFIG_DIR,
  },
  evaluation: port => {
    const words = [...ownCommand(), 'env', ...(port === undefined ? [] : ['--port', String(port)])]
    return evaluation(detectShell(process.env, process.platform), words)
  },
  load: flags => loadConfiguration({ flags, shipped: shippedPlugins({}) }),
  readText,
  findClient: environment => findClient(environment),
  whoAnswers,
  bindingError,
  freePortAfter,
})

/** Servers that do not answer take their time: a terminal says that something happens. */
async function waiting<Value>(work: Promise<Value>): Promise<Value> {
  const { stderr } = process
  if (!stderr.isTTY) return work
  stderr.write('looking ...')
  try {
    return await work
  } finally {
    stderr.write('\r\u001b[K')
  }
}
