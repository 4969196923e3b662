/** Further certificate authorities, from the PEM files that a configuration names. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from './config.ts'
import { ConfigError, type ConfigPlace } from './errors.ts'

const certificate = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs

/** PEM texts by absolute path. Throws a `ConfigError` for a file that is not there or holds no certificate. */
export async function readCertificates(
  { ca = [] }: Config,
  folder: string,
  place: ConfigPlace,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const name of [ca].flat()) {
    const file = resolve(folder, name)
    const text = await readFile(file, 'utf8').catch(cause => {
      throw new ConfigError(`cannot read ${file}: name a PEM file that is there`, { ...place, cause })
    })
    refuseUnreadable(text, file, place)
    texts.set(file, text)
  }
  return texts
}

function refuseUnreadable(text: string, file: string, place: ConfigPlace): void {
  const blocks = text.match(certificate) ?? []
  if (blocks.length === 0) throw new ConfigError(`${file} holds no certificate in PEM form`, place)
  for (const block of blocks) {
    try {
      new X509Certificate(block)
    } catch (cause) {
      throw new ConfigError(`${file} holds a certificate that cannot be read`, { ...place, cause })
    }
  }
}
