// Decides which of the two adapters a start uses. The switch in the environment is for tests of one system on another and works
// in unpackaged builds only (D36).

export interface AdapterChoice {
  platform: NodeJS.Platform
  isPackaged: boolean
  /** LULL_DEVICE: `powerMonitor` or `linux`; anything else is ignored. */
  override: string | undefined
}

export function chooseAdapter({ platform, isPackaged, override }: AdapterChoice): 'system' | 'linux' {
  if (!isPackaged && override === 'powerMonitor') return 'system'
  if (!isPackaged && override === 'linux') return 'linux'
  return platform === 'linux' ? 'linux' : 'system'
}
