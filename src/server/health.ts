/** `GET /health`: what runs here, on what, and how the plugins are. */
import type { Middleware } from 'koa'
import type { ServerParts } from './parts.ts'

export const health = (parts: ServerParts): Middleware =>
  async function health(context) {
    context.body = facts(parts)
  }

/** `GET /`: enough for a probe, and for a person who opens the address in a browser. */
export const root = (parts: ServerParts): Middleware =>
  async function root(context) {
    context.body = { name: 'claudecodex', version: parts.about().version, health: '/health' }
  }

function facts({ gateway, about, settings }: ServerParts): object {
  const { version, folder, configuration, backend, model, council, recording } = about()
  const { plugins, exchanges } = gateway.status
  return {
    status: 'ok',
    name: 'claudecodex',
    version,
    pid: process.pid,
    folder,
    uptime_seconds: Math.round(process.uptime()),
    configuration: configuration ?? null,
    backend: {
      name: backend.name,
      reason: backend.reason,
      address: gateway.findBackend(backend.name)?.address ?? null,
      model: model ?? gateway.findBackend(backend.name)?.model ?? null,
    },
    client_key: settings.clientKey === undefined ? 'none' : 'required',
    plugins,
    council: council ?? null,
    recording: recording ?? null,
    exchanges,
  }
}
