#!/usr/bin/python3
"""A notification daemon for tests: owns org.freedesktop.Notifications on the session bus and remembers what it
was asked to show. A control interface, org.test.Notifications at /notifications:
  List()        -> JSON: every notification ever shown: id, app, title, body, actions, open, and how it closed
  Click(id)     -> activates it, as a click does
  Dismiss(id)   -> closes it, as the user does
It answers as a plain daemon would: body and actions yes, markup and persistence no.
"""
import json

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NOTIFICATIONS = 'org.freedesktop.Notifications'
CONTROL = 'org.test.Notifications'
DISMISSED_BY_USER, WITHDRAWN_BY_APP = 2, 3


class Daemon(dbus.service.Object):
    def __init__(self, bus):
        self.shown = {}
        self.name = dbus.service.BusName(NOTIFICATIONS, bus, do_not_queue=True)
        super().__init__(bus, '/org/freedesktop/Notifications')

    @dbus.service.method(NOTIFICATIONS, out_signature='as')
    def GetCapabilities(self):
        return ['body', 'actions']

    @dbus.service.method(NOTIFICATIONS, out_signature='ssss')
    def GetServerInformation(self):
        return ('pretend', 'tests', '1', '1.2')

    @dbus.service.method(NOTIFICATIONS, in_signature='susssasa{sv}i', out_signature='u')
    def Notify(self, app, replaces, _icon, title, body, actions, _hints, _timeout):
        number = int(replaces) if int(replaces) in self.shown else len(self.shown) + 1
        self.shown[number] = {
            'id': number,
            'app': str(app),
            'title': str(title),
            'body': str(body),
            'actions': [str(action) for action in actions],
            'open': True,
            'closed': None,
        }
        return dbus.UInt32(number)

    @dbus.service.method(NOTIFICATIONS, in_signature='u')
    def CloseNotification(self, number):
        self.close(int(number), WITHDRAWN_BY_APP)

    @dbus.service.signal(NOTIFICATIONS, signature='uu')
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.signal(NOTIFICATIONS, signature='us')
    def ActionInvoked(self, number, action):
        pass

    def close(self, number, reason):
        one = self.shown.get(number)
        if one is None or not one['open']:
            return
        one['open'] = False
        one['closed'] = {DISMISSED_BY_USER: 'dismissed', WITHDRAWN_BY_APP: 'withdrawn'}[reason]
        self.NotificationClosed(dbus.UInt32(number), dbus.UInt32(reason))


class Control(dbus.service.Object):
    def __init__(self, bus, daemon):
        self.daemon = daemon
        self.name = dbus.service.BusName(CONTROL, bus, do_not_queue=True)
        super().__init__(bus, '/notifications')

    @dbus.service.method(CONTROL, out_signature='s')
    def List(self):
        return json.dumps(list(self.daemon.shown.values()))

    @dbus.service.method(CONTROL, in_signature='u')
    def Click(self, number):
        if not self.daemon.shown.get(int(number), {}).get('open'):
            raise dbus.DBusException(f'no open notification {number}', name=f'{CONTROL}.NotFound')
        self.daemon.ActionInvoked(number, 'default')
        self.daemon.close(int(number), DISMISSED_BY_USER)

    @dbus.service.method(CONTROL, in_signature='u')
    def Dismiss(self, number):
        self.daemon.close(int(number), DISMISSED_BY_USER)


if __name__ == '__main__':
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    session = dbus.SessionBus()
    Control(session, Daemon(session))
    GLib.MainLoop().run()
