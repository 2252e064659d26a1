// Loaded into an app under test before its own code (args: ['-r', this file, app]): makes it use the keyring of the
// pretend desktop. A flag on the command line would not do: Playwright sets --password-store=basic after it.
const { app } = require('electron')

app.commandLine.appendSwitch('password-store', 'gnome-libsecret')
