#!/usr/bin/python3
"""A tray for tests: owns org.kde.StatusNotifierWatcher on the session bus, which is what lets an app's tray icon
exist on Linux, and reads and clicks it over a control interface, org.test.Tray at /tray:
  List()                 -> JSON: every item's id, title, status, tooltip, icon name and size, and a digest of its pixels
  Menu(index)            -> JSON: the item's whole menu (com.canonical.dbusmenu), as a tree
  Click(index, 'A/B')    -> clicks the entry with that path of labels; a disabled one is an error
  Activate(index)        -> primary click on the icon
"""
import hashlib
import json

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'
CONTROL = 'org.test.Tray'
CALL_LIMIT_S = 5


def plain(value):
    """D-Bus values as the JSON module wants them."""
    if isinstance(value, dbus.Boolean):
        return bool(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return str(value)


class Watcher(dbus.service.Object):
    def __init__(self, bus):
        self.items = []  # (bus name, object path)
        self.name = dbus.service.BusName(WATCHER, bus, do_not_queue=True)
        super().__init__(bus, '/StatusNotifierWatcher')
        bus.add_signal_receiver(self.owner_changed, 'NameOwnerChanged', 'org.freedesktop.DBus')

    def owner_changed(self, name, _old, new):
        if new != '':
            return
        for item in [one for one in self.items if one[0] == name]:
            self.items.remove(item)
            self.StatusNotifierItemUnregistered(item[0] + item[1])

    @dbus.service.method(WATCHER, in_signature='s', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender=None):
        name = str(service)
        item = (sender, name) if name.startswith('/') else (name, '/StatusNotifierItem')
        if item not in self.items:
            self.items.append(item)
        self.StatusNotifierItemRegistered(item[0] + item[1])

    @dbus.service.method(WATCHER, in_signature='s')
    def RegisterStatusNotifierHost(self, _service):
        self.StatusNotifierHostRegistered()

    @dbus.service.signal(WATCHER, signature='s')
    def StatusNotifierItemRegistered(self, item):
        pass

    @dbus.service.signal(WATCHER, signature='s')
    def StatusNotifierItemUnregistered(self, item):
        pass

    @dbus.service.signal(WATCHER, signature='')
    def StatusNotifierHostRegistered(self):
        pass

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='ss', out_signature='v')
    def Get(self, _interface, name):
        return self.GetAll(WATCHER)[name]

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='s', out_signature='a{sv}')
    def GetAll(self, _interface):
        return {
            'RegisteredStatusNotifierItems': dbus.Array([name + path for name, path in self.items], signature='s'),
            'IsStatusNotifierHostRegistered': True,
            'ProtocolVersion': dbus.Int32(0),
        }


class Control(dbus.service.Object):
    def __init__(self, bus, watcher):
        self.bus = bus
        self.watcher = watcher
        self.name = dbus.service.BusName(CONTROL, bus, do_not_queue=True)
        super().__init__(bus, '/tray')

    def item(self, index):
        if not 0 <= index < len(self.watcher.items):
            raise dbus.DBusException(f'no tray item {index}', name=f'{CONTROL}.NotFound')
        name, path = self.watcher.items[index]
        return name, self.bus.get_object(name, path, introspect=False)

    def read(self, item, name):
        try:
            return dbus.Interface(item, dbus.PROPERTIES_IFACE).Get(ITEM, name, timeout=CALL_LIMIT_S)
        except dbus.DBusException:
            return None

    @dbus.service.method(CONTROL, out_signature='s')
    def List(self):
        return json.dumps([self.describe(self.item(index)[1]) for index in range(len(self.watcher.items))])

    def describe(self, item):
        tooltip = self.read(item, 'ToolTip')
        pixmaps = self.read(item, 'IconPixmap') or []
        return {
            'id': plain(self.read(item, 'Id')),
            'title': plain(self.read(item, 'Title')),
            'status': plain(self.read(item, 'Status')),
            'tooltip': ' '.join(part for part in plain(tooltip)[2:4] if part) if tooltip else '',
            'iconSizes': [[int(one[0]), int(one[1])] for one in pixmaps],
            'iconDigest': hashlib.sha256(b''.join(bytes(one[2]) for one in pixmaps)).hexdigest(),
        }

    def layout(self, index):
        name, item = self.item(index)
        menu = dbus.Interface(self.bus.get_object(name, str(self.read(item, 'Menu')), introspect=False), MENU)
        try:
            menu.AboutToShow(dbus.Int32(0), timeout=CALL_LIMIT_S)
        except dbus.DBusException:
            pass  # optional in the protocol
        everything = dbus.Array([], signature='s')
        _revision, tree = menu.GetLayout(dbus.Int32(0), dbus.Int32(-1), everything, timeout=CALL_LIMIT_S)
        return menu, self.entry(tree)

    def entry(self, node):
        number, properties, children = node
        described = {'id': int(number)}
        described.update({str(key): plain(value) for key, value in properties.items() if str(key) != 'icon-data'})
        if children:
            described['children'] = [self.entry(child) for child in children]
        return described

    @dbus.service.method(CONTROL, in_signature='i', out_signature='s')
    def Menu(self, index):
        return json.dumps(self.layout(index)[1])

    @dbus.service.method(CONTROL, in_signature='is', out_signature='s')
    def Click(self, index, path):
        menu, entry = self.layout(index)
        for part in str(path).split('/'):
            found = [one for one in entry.get('children', []) if one.get('label', '').replace('_', '') == part]
            if not found:
                raise dbus.DBusException(f'no entry {part!r}', name=f'{CONTROL}.NotFound')
            entry = found[0]
        if entry.get('enabled') is False:
            raise dbus.DBusException(f'{path} is disabled', name=f'{CONTROL}.Disabled')
        nothing = dbus.String('', variant_level=1)
        menu.Event(dbus.Int32(entry['id']), 'clicked', nothing, dbus.UInt32(0), timeout=CALL_LIMIT_S)
        return json.dumps(entry)

    @dbus.service.method(CONTROL, in_signature='i')
    def Activate(self, index):
        _name, item = self.item(index)
        dbus.Interface(item, ITEM).Activate(dbus.Int32(10), dbus.Int32(10), timeout=CALL_LIMIT_S)


if __name__ == '__main__':
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    session = dbus.SessionBus()
    Control(session, Watcher(session))
    GLib.MainLoop().run()
