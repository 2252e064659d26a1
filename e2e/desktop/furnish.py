#!/usr/bin/python3
"""Completes dbusmock's templates into the desktop that the tests start from, once, before the command runs:
an open login session of this user at seat0, a connected and unmetered wired network, mains power, no battery.
What the templates already answer is theirs; what tests change later is desktop.ts's.
"""
import os
import pwd

import dbus

MOCK = 'org.freedesktop.DBus.Mock'
LOGIN = 'org.freedesktop.login1'
NETWORK = 'org.freedesktop.NetworkManager'
SESSION = '/org/freedesktop/login1/session/c1'
CONNECTION = '/org/freedesktop/NetworkManager/ActiveConnection/1'


def mock(bus, name, path):
    return dbus.Interface(bus.get_object(name, path), MOCK)


def furnish_login(bus):
    manager = mock(bus, LOGIN, '/org/freedesktop/login1')
    uid = os.getuid()
    user = pwd.getpwuid(uid).pw_name
    manager.AddSession('c1', 'seat0', dbus.UInt32(uid), user, True)
    # The template knows neither, and real logind answers both with the caller's own session.
    manager.AddMethods(
        f'{LOGIN}.Manager',
        [
            ('GetSessionByPID', 'u', 'o', f'ret = "{SESSION}"'),
            ('GetSession', 's', 'o', f'ret = "{SESSION}" if args[0] in ("auto", "self", "c1") else fail'),
        ],
    )
    mock(bus, LOGIN, SESSION).UpdateProperties(f'{LOGIN}.Session', {'Type': 'x11', 'Display': os.environ['DISPLAY']})
    path = f'/org/freedesktop/login1/user/{uid}'
    display = dbus.Struct(('c1', dbus.ObjectPath(SESSION)), signature='so')
    properties = dbus.Interface(bus.get_object(LOGIN, path), dbus.PROPERTIES_IFACE)
    properties.Set(f'{LOGIN}.User', 'Display', display)


def furnish_network(bus):
    manager = mock(bus, NETWORK, '/org/freedesktop/NetworkManager')
    manager.AddProperties(
        NETWORK,
        {
            'Metered': dbus.UInt32(4),
            'PrimaryConnection': dbus.ObjectPath(CONNECTION),
            'PrimaryConnectionType': '802-3-ethernet',
        },
    )
    manager.AddObject(
        CONNECTION,
        f'{NETWORK}.Connection.Active',
        {
            'Id': 'Wired connection 1',
            'Uuid': '6c1c3d1e-0000-4000-8000-000000000001',
            'Type': '802-3-ethernet',
            'State': dbus.UInt32(2),
            'Default': True,
            'Default6': False,
            'Vpn': False,
        },
        dbus.Array([], signature='(ssss)'),
    )
    manager.UpdateProperties(NETWORK, {'ActiveConnections': dbus.Array([dbus.ObjectPath(CONNECTION)], signature='o')})


if __name__ == '__main__':
    system = dbus.SystemBus()
    furnish_login(system)
    furnish_network(system)
