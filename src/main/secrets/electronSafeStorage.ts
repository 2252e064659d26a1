// Electron's safeStorage as the vault needs it. The one file that knows it. Only after app is ready.
import { safeStorage } from 'electron'
import type { SafeStoragePort } from './vault'

export function electronSafeStorage(): SafeStoragePort {
  return {
    isAvailable: () => safeStorage.isEncryptionAvailable(),
    backend() {
      if (process.platform === 'linux') return safeStorage.getSelectedStorageBackend()
      return process.platform === 'darwin' ? 'keychain' : 'dpapi'
    },
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(bytes),
  }
}
