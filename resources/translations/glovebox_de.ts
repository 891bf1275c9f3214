<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>Actions</name>
    <message>
        <source>Select a call first.</source>
        <translation>Zuerst einen Aufruf auswählen.</translation>
    </message>
    <message>
        <source>Select a session first.</source>
        <translation>Zuerst eine Sitzung auswählen.</translation>
    </message>
    <message>
        <source>Select a work item first.</source>
        <translation>Zuerst einen Arbeitseintrag auswählen.</translation>
    </message>
    <message>
        <source>Select a sandbox first.</source>
        <translation>Zuerst eine Sandbox auswählen.</translation>
    </message>
    <message>
        <source>Select a snapshot first.</source>
        <translation>Zuerst einen Snapshot auswählen.</translation>
    </message>
    <message>
        <source>Select a template first.</source>
        <translation>Zuerst eine Vorlage auswählen.</translation>
    </message>
    <message>
        <source>Select an image first.</source>
        <translation>Zuerst ein Image auswählen.</translation>
    </message>
    <message>
        <source>Select a host first.</source>
        <translation>Zuerst einen Host auswählen.</translation>
    </message>
    <message>
        <source>Select a secret first.</source>
        <translation>Zuerst ein Geheimnis auswählen.</translation>
    </message>
    <message>
        <source>Select a key first.</source>
        <translation>Zuerst einen Schlüssel auswählen.</translation>
    </message>
    <message>
        <source>Select lines first.</source>
        <translation>Zuerst Zeilen auswählen.</translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation>%1 ausgewählt</translation>
    </message>
    <message>
        <source>the selected lines</source>
        <translation>die ausgewählten Zeilen</translation>
    </message>
    <message>
        <source>It is being kept.</source>
        <translation>Wird gerade aufbewahrt.</translation>
    </message>
    <message>
        <source>New sandbox…</source>
        <translation>Neue Sandbox…</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>Bauen</translation>
    </message>
    <message>
        <source>Build without earlier steps</source>
        <translation>Ohne frühere Schritte bauen</translation>
    </message>
    <message>
        <source>Cancel the build</source>
        <translation>Build abbrechen</translation>
    </message>
    <message>
        <source>It is not being built.</source>
        <translation>Wird nicht gebaut.</translation>
    </message>
    <message>
        <source>New template from it…</source>
        <translation>Neue Vorlage daraus…</translation>
    </message>
    <message>
        <source>Copy a link to it</source>
        <translation>Link darauf kopieren</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>Neu bauen</translation>
    </message>
    <message>
        <source>Sandboxes from it</source>
        <translation>Sandboxes daraus</translation>
    </message>
    <message>
        <source>New template…</source>
        <translation>Neue Vorlage…</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Add name…</source>
        <translation>Namen hinzufügen…</translation>
    </message>
    <message>
        <source>Cancel the import</source>
        <translation>Import abbrechen</translation>
    </message>
    <message>
        <source>It is not being imported.</source>
        <translation>Wird nicht importiert.</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Allow for this sandbox, until it ends</source>
        <translation>Für diese Sandbox erlauben, bis zu ihrem Ende</translation>
    </message>
    <message>
        <source>Allow for everyone with its profile</source>
        <translation>Für alle mit ihrem Profil erlauben</translation>
    </message>
    <message>
        <source>Deny for this sandbox</source>
        <translation>Für diese Sandbox ablehnen</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Rotate…</source>
        <translation>Erneuern…</translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation>Widerrufen…</translation>
    </message>
    <message>
        <source>It belongs to its session.</source>
        <translation>Sie gehört ihrer Sitzung.</translation>
    </message>
    <message>
        <source>A session holds it.</source>
        <translation>Eine Sitzung hält sie.</translation>
    </message>
    <message>
        <source>It is gone, or has failed.</source>
        <translation>Sie ist weg oder fehlgeschlagen.</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>Of none that is selected.</source>
        <translation>Von keiner der ausgewählten.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Hibernate</source>
        <translation>Ruhezustand</translation>
    </message>
    <message>
        <source>Snapshot…</source>
        <translation>Snapshot…</translation>
    </message>
    <message>
        <source>Keep what it has on disk…</source>
        <translation>Plattenstand behalten…</translation>
    </message>
    <message>
        <source>Fork…</source>
        <translation>Forken…</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>It does not run.</source>
        <translation>Sie läuft nicht.</translation>
    </message>
    <message>
        <source>Put files…</source>
        <translation>Dateien ablegen…</translation>
    </message>
    <message>
        <source>Ports…</source>
        <translation>Ports…</translation>
    </message>
    <message>
        <source>Reserve…</source>
        <translation>Reservieren…</translation>
    </message>
    <message>
        <source>Reservation…</source>
        <translation>Reservierung…</translation>
    </message>
    <message>
        <source>Start a session in it…</source>
        <translation>Sitzung darin starten…</translation>
    </message>
    <message>
        <source>Copy its id for a session&apos;s metadata</source>
        <translation>Kennung für die Metadaten einer Sitzung kopieren</translation>
    </message>
    <message>
        <source>When nobody uses it…</source>
        <translation>Wenn niemand sie nutzt…</translation>
    </message>
    <message>
        <source>Keep awake for…</source>
        <translation>Wach halten für…</translation>
    </message>
    <message>
        <source>Open its session</source>
        <translation>Ihre Sitzung öffnen</translation>
    </message>
    <message>
        <source>No session holds it.</source>
        <translation>Keine Sitzung hält sie.</translation>
    </message>
    <message>
        <source>Open its console&apos;s log</source>
        <translation>Protokoll ihrer Konsole öffnen</translation>
    </message>
    <message>
        <source>Open its template</source>
        <translation>Ihre Vorlage öffnen</translation>
    </message>
    <message>
        <source>It is no clone.</source>
        <translation>Sie ist kein Klon.</translation>
    </message>
    <message>
        <source>Destroy…</source>
        <translation>Zerstören…</translation>
    </message>
    <message>
        <source>Already asked for, or gone.</source>
        <translation>Schon angefordert oder nicht mehr da.</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>Restore as new, or fork…</source>
        <translation>Als neue wiederherstellen oder forken…</translation>
    </message>
    <message>
        <source>New sandbox from it…</source>
        <translation>Neue Sandbox daraus…</translation>
    </message>
    <message>
        <source>Restore in place…</source>
        <translation>An Ort und Stelle wiederherstellen…</translation>
    </message>
    <message>
        <source>Cancel taking it</source>
        <translation>Aufnahme abbrechen</translation>
    </message>
    <message>
        <source>It is not being taken.</source>
        <translation>Wird nicht aufgenommen.</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Take the pin out</source>
        <translation>Ablösen</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Stop verifying</source>
        <translation>Prüfung beenden</translation>
    </message>
    <message>
        <source>Open its sandbox</source>
        <translation>Seine Sandbox öffnen</translation>
    </message>
    <message>
        <source>Fold or unfold the tree</source>
        <translation>Baum ein- oder ausklappen</translation>
    </message>
    <message>
        <source>The engine does not answer.</source>
        <translation>Die Engine antwortet nicht.</translation>
    </message>
    <message>
        <source>It does not wait any more.</source>
        <translation>Er wartet nicht mehr.</translation>
    </message>
    <message>
        <source>Move in the list</source>
        <translation>In der Liste bewegen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Clear the selection, then close the preview</source>
        <translation>Auswahl aufheben, dann Vorschau schließen</translation>
    </message>
    <message>
        <source>What can be done with the row</source>
        <translation>Was mit der Zeile möglich ist</translation>
    </message>
    <message>
        <source>Select, or not</source>
        <translation>Auswählen oder abwählen</translation>
    </message>
    <message>
        <source>Select all that match the filter</source>
        <translation>Alle auswählen, die zum Filter passen</translation>
    </message>
    <message>
        <source>Show what changed, and sort again</source>
        <translation>Änderungen zeigen und neu sortieren</translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation>Kennung kopieren</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translation>Liste filtern</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>Erlauben</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Next waiting call</source>
        <translation>Nächster wartender Aufruf</translation>
    </message>
    <message>
        <source>Previous waiting call</source>
        <translation>Voriger wartender Aufruf</translation>
    </message>
    <message>
        <source>Interrupt</source>
        <translation>Unterbrechen</translation>
    </message>
    <message>
        <source>It has no turn that goes on.</source>
        <translation>Sie hat keine laufende Runde.</translation>
    </message>
    <message>
        <source>Cancel the selected call</source>
        <translation>Ausgewählten Aufruf abbrechen</translation>
    </message>
    <message>
        <source>No call that runs is selected.</source>
        <translation>Kein laufender Aufruf ist ausgewählt.</translation>
    </message>
    <message>
        <source>It has no sandbox now.</source>
        <translation>Sie hat jetzt keine Sandbox.</translation>
    </message>
    <message>
        <source>A terminal in its sandbox</source>
        <translation>Ein Terminal in ihrer Sandbox</translation>
    </message>
    <message>
        <source>Export its files…</source>
        <translation>Ihre Dateien exportieren…</translation>
    </message>
    <message>
        <source>No file of it was brought here.</source>
        <translation>Keine ihrer Dateien wurde hierher geholt.</translation>
    </message>
    <message>
        <source>Open its log</source>
        <translation>Ihr Protokoll öffnen</translation>
    </message>
    <message>
        <source>Copy a link to the session</source>
        <translation>Link zur Sitzung kopieren</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Filter the lines</source>
        <translation>Zeilen filtern</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Next error</source>
        <translation>Nächster Fehler</translation>
    </message>
    <message>
        <source>Previous error</source>
        <translation>Voriger Fehler</translation>
    </message>
    <message>
        <source>Go to a line or time…</source>
        <translation>Zu Zeile oder Zeit gehen…</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
        <source>Move in the lines</source>
        <translation>In den Zeilen bewegen</translation>
    </message>
    <message>
        <source>Follow what comes</source>
        <translation>Neuem folgen</translation>
    </message>
    <message>
        <source>Show the whole of it</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Clear the selection, then go back</source>
        <translation>Auswahl aufheben, dann zurückgehen</translation>
    </message>
    <message>
        <source>Copy the text alone</source>
        <translation>Nur den Text kopieren</translation>
    </message>
    <message>
        <source>Copy with time and source</source>
        <translation>Mit Zeit und Quelle kopieren</translation>
    </message>
    <message>
        <source>Copy with context</source>
        <translation>Mit Kontext kopieren</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Als JSON kopieren</translation>
    </message>
    <message>
        <source>Select all lines</source>
        <translation>Alle Zeilen auswählen</translation>
    </message>
    <message>
        <source>5 lines more around it</source>
        <translation>5 Zeilen mehr darum herum</translation>
    </message>
    <message>
        <source>No filter hides any.</source>
        <translation>Kein Filter verbirgt welche.</translation>
    </message>
    <message>
        <source>Only what the filter shows</source>
        <translation>Nur was der Filter zeigt</translation>
    </message>
    <message>
        <source>Nothing else is shown.</source>
        <translation>Sonst wird nichts gezeigt.</translation>
    </message>
    <message>
        <source>Open what it is about</source>
        <translation>Öffnen, worum es geht</translation>
    </message>
    <message>
        <source>No session or sandbox that is here.</source>
        <translation>Keine Sitzung oder Sandbox, die hier ist.</translation>
    </message>
    <message>
        <source>Open the call</source>
        <translation>Aufruf öffnen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Select everything</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Search, or do something</source>
        <translation>Suchen oder etwas tun</translation>
    </message>
    <message>
        <source>Leave the terminal</source>
        <translation>Terminal verlassen</translation>
    </message>
    <message>
        <source>Go to an object</source>
        <translation>Zu einem Objekt gehen</translation>
    </message>
    <message>
        <source>Keys of this page</source>
        <translation>Tasten dieser Seite</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Vorgänge</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Next call that waits for you</source>
        <translation>Nächster Aufruf, der auf eine Antwort wartet</translation>
    </message>
    <message>
        <source>Stop everything…</source>
        <translation>Alles anhalten…</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Nothing was shown before.</source>
        <translation>Davor wurde nichts gezeigt.</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>You did not go back.</source>
        <translation>Es wurde nicht zurückgegangen.</translation>
    </message>
    <message>
        <source>Read again now</source>
        <translation>Jetzt neu lesen</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>Nächster Teil des Fensters</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>Voriger Teil des Fensters</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>Pause polling</source>
        <translation>Abfrage pausieren</translation>
    </message>
    <message>
        <source>No environment takes new work.</source>
        <translation>Keine Umgebung nimmt neue Arbeit an.</translation>
    </message>
    <message>
        <source>Resume polling</source>
        <translation>Abfrage fortsetzen</translation>
    </message>
    <message>
        <source>None was paused by you.</source>
        <translation>Keine wurde hier pausiert.</translation>
    </message>
    <message>
        <source>The engine runs already, or has no environment.</source>
        <translation>Die Engine läuft bereits oder hat keine Umgebung.</translation>
    </message>
    <message>
        <source>Drain &amp; stop</source>
        <translation>Auslaufen &amp; stoppen</translation>
    </message>
    <message>
        <source>The engine does not take work.</source>
        <translation>Die Engine nimmt keine Arbeit an.</translation>
    </message>
    <message>
        <source>Start a session…</source>
        <translation>Sitzung starten…</translation>
    </message>
    <message>
        <source>Import an image…</source>
        <translation>Image importieren…</translation>
    </message>
    <message>
        <source>Look: next of desktop, dark, light</source>
        <translation>Aussehen: nächstes von Desktop, dunkel, hell</translation>
    </message>
    <message>
        <source>Times: next of local, UTC, relative</source>
        <translation>Zeiten: nächste von lokal, UTC, relativ</translation>
    </message>
    <message>
        <source>Turn single-letter keys off</source>
        <translation>Tasten mit einem Buchstaben ausschalten</translation>
    </message>
    <message>
        <source>Turn single-letter keys on</source>
        <translation>Tasten mit einem Buchstaben einschalten</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Copy the rows as a table</source>
        <translation>Zeilen als Tabelle kopieren</translation>
    </message>
    <message>
        <source>Export the list as CSV…</source>
        <translation>Liste als CSV exportieren…</translation>
    </message>
    <message>
        <source>Export the list as JSON…</source>
        <translation>Liste als JSON exportieren…</translation>
    </message>
    <message>
        <source>Verify the trail</source>
        <translation>Audit-Protokoll prüfen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Host doctor</source>
        <translation>Host-Diagnose</translation>
    </message>
    <message>
        <source>Export support bundle…</source>
        <translation>Support-Paket exportieren…</translation>
    </message>
    <message>
        <source>Its files</source>
        <translation>Seine Dateien</translation>
    </message>
    <message>
        <source>Files of its sandbox</source>
        <translation>Dateien ihrer Sandbox</translation>
    </message>
    <message>
        <source>What it tries to reach</source>
        <translation>Was sie zu erreichen versucht</translation>
    </message>
    <message>
        <source>Its snapshots</source>
        <translation>Ihre Snapshots</translation>
    </message>
    <message>
        <source>The folder above</source>
        <translation>Der Ordner darüber</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Den Pfad kopieren</translation>
    </message>
    <message>
        <source>Open the main window</source>
        <translation>Hauptfenster öffnen</translation>
    </message>
    <message>
        <source>Quit…</source>
        <translation>Beenden…</translation>
    </message>
    <message>
        <source>Open in own window</source>
        <translation>In eigenem Fenster öffnen</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>Nicht stören</translation>
    </message>
    <message>
        <source>Notify the desktop again</source>
        <translation>Den Desktop wieder benachrichtigen</translation>
    </message>
    <message>
        <source>Set up…</source>
        <translation>Einrichten…</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>Leave the set-up; it stays where it is</source>
        <translation>Die Einrichtung verlassen; sie bleibt, wo sie ist</translation>
    </message>
    <message>
        <source>Take back what was just done</source>
        <translation>Zurücknehmen, was gerade getan wurde</translation>
    </message>
    <message>
        <source>Nothing can be taken back.</source>
        <translation>Es gibt nichts zurückzunehmen.</translation>
    </message>
    <message>
        <source>In the timeline: fit all of it</source>
        <translation>Im Zeitverlauf: alles einpassen</translation>
    </message>
    <message>
        <source>In the timeline: nearer, farther</source>
        <translation>Im Zeitverlauf: näher, weiter weg</translation>
    </message>
    <message>
        <source>In the timeline: earlier, later</source>
        <translation>Im Zeitverlauf: früher, später</translation>
    </message>
    <message>
        <source>In the timeline: measure from here</source>
        <translation>Im Zeitverlauf: ab hier messen</translation>
    </message>
    <message>
        <source>In the timeline: next, previous error</source>
        <translation>Im Zeitverlauf: nächster, voriger Fehler</translation>
    </message>
    <message>
        <source>Move in the events; in the timeline: from lane to lane</source>
        <translation>In den Ereignissen bewegen; im Zeitverlauf: von Spur zu Spur</translation>
    </message>
    <message>
        <source>Show the whole of it; in the timeline: select its event</source>
        <translation>Alles davon zeigen; im Zeitverlauf: das Ereignis auswählen</translation>
    </message>
    <message>
        <source>In the timeline: previous, next call</source>
        <translation>Im Zeitverlauf: voriger, nächster Aufruf</translation>
    </message>
</context>
<context>
    <name>ActivityCard</name>
    <message>
        <source>Recent activity</source>
        <translation>Zuletzt geschehen</translation>
    </message>
    <message>
        <source>Not read: %1</source>
        <translation>Nicht gelesen: %1</translation>
    </message>
    <message>
        <source>Open Audit</source>
        <translation>Audit öffnen</translation>
    </message>
    <message>
        <source>The whole trail   G U</source>
        <translation>Das ganze Protokoll   G U</translation>
    </message>
    <message>
        <source>Allow host</source>
        <translation>Host erlauben</translation>
    </message>
    <message>
        <source>The audit trail could not be read</source>
        <translation>Das Audit-Protokoll konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Nothing was done on this host yet</source>
        <translation>Auf diesem Host ist noch nichts geschehen</translation>
    </message>
</context>
<context>
    <name>AlertLine</name>
    <message>
        <source>%1, settled</source>
        <translation>%1, erledigt</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open: %1 %2</source>
        <translation>Öffnen: %1 %2</translation>
    </message>
</context>
<context>
    <name>AlertsDrawer</name>
    <message>
        <source>Alerts</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>%1 new</source>
        <translation>%1 neu</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Filter alerts</source>
        <translation>Meldungen filtern</translation>
    </message>
    <message>
        <source>No alerts yet</source>
        <translation>Noch keine Meldungen</translation>
    </message>
    <message>
        <source>What needs you, what fails, and what is done while this window is open is listed here, each with the way to it.</source>
        <translation>Was zu tun ist, was fehlschlägt und was fertig wird, während dieses Fenster offen ist, steht hier, jeweils mit dem Weg dorthin.</translation>
    </message>
    <message>
        <source>No alert matches the filter</source>
        <translation>Keine Meldung passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>AllowMenu</name>
    <message>
        <source>This sandbox, until it ends</source>
        <translation>Diese Sandbox, bis zu ihrem Ende</translation>
    </message>
    <message>
        <source>Everyone with profile %1</source>
        <translation>Alle mit dem Profil %1</translation>
    </message>
</context>
<context>
    <name>ApiCard</name>
    <message>
        <source>Where it listens</source>
        <translation>Wo sie lauscht</translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>Lauscht nicht</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Lauscht</translation>
    </message>
    <message>
        <source>Socket only</source>
        <translation>Nur Socket</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Socket</source>
        <translation>Socket</translation>
    </message>
    <message>
        <source>Copy the socket&apos;s path</source>
        <translation>Pfad des Sockets kopieren</translation>
    </message>
    <message>
        <source>Programs of this host reach it with a key. The socket is yours alone, and needs none.</source>
        <translation>Programme dieses Hosts erreichen sie mit einem Schlüssel. Der Socket gehört nur diesem Benutzer und braucht keinen.</translation>
    </message>
    <message>
        <source>No port is open: programs reach it through the socket, which is yours alone and needs no key. Start Glovebox with --api-port 8467 to let clients that speak HTTP in, each with a key.</source>
        <translation>Kein Port ist offen: Programme erreichen sie über den Socket, der nur diesem Benutzer gehört und keinen Schlüssel braucht. Mit --api-port 8467 gestartet, lässt Glovebox HTTP-Clients ein, jeden mit einem Schlüssel.</translation>
    </message>
</context>
<context>
    <name>ApiPage</name>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>New key…</source>
        <translation>Neuer Schlüssel…</translation>
    </message>
    <message>
        <source>For a program that may ask this host for sandboxes</source>
        <translation>Für ein Programm, das diesen Host um Sandboxes bitten darf</translation>
    </message>
    <message>
        <source>No key is good until this is repaired. %1</source>
        <translation>Kein Schlüssel gilt, bis das behoben ist. %1</translation>
    </message>
    <message>
        <source>Nobody has a key</source>
        <translation>Niemand hat einen Schlüssel</translation>
    </message>
    <message>
        <source>No key can be shown</source>
        <translation>Kein Schlüssel kann gezeigt werden</translation>
    </message>
    <message>
        <source>Clients on this host need one to ask the local API. You say what each may do and how long; its secret is shown once.</source>
        <translation>Clients auf diesem Host brauchen einen für die lokale API. Festgelegt wird, was jeder darf und wie lange; sein Geheimnis wird einmal gezeigt.</translation>
    </message>
    <message>
        <source>What was kept stays as it is. Why it cannot be read stands above.</source>
        <translation>Das Gespeicherte bleibt, wie es ist. Warum es nicht lesbar ist, steht oben.</translation>
    </message>
</context>
<context>
    <name>ApprovalCard</name>
    <message>
        <source>%1 needs approval</source>
        <translation>%1 braucht Freigabe</translation>
    </message>
    <message>
        <source>waiting %1</source>
        <translation>wartet seit %1</translation>
    </message>
    <message>
        <source>waiting %1, %2</source>
        <translation>wartet seit %1, %2</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>The whole input, and the answer</source>
        <translation>Die ganze Eingabe und die Antwort</translation>
    </message>
</context>
<context>
    <name>ApprovalPane</name>
    <message>
        <source>Clear the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Open the session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>What the agent said before</source>
        <translation>Was der Agent davor sagte</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>The whole input</source>
        <translation>Die ganze Eingabe</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>Deny all %1…</source>
        <translation>Alle %1 ablehnen…</translation>
    </message>
    <message>
        <source>Lists every waiting call of this session first, and takes one reason for all</source>
        <translation>Zeigt zuerst jeden wartenden Aufruf dieser Sitzung und nimmt einen Grund für alle</translation>
    </message>
    <message>
        <source>Reason to deny, sent to the agent (optional)</source>
        <translation>Grund der Ablehnung, geht an den Agenten (optional)</translation>
    </message>
    <message>
        <source>Ctrl+Shift+A allows, Ctrl+Shift+D denies</source>
        <translation>Strg+Umschalt+A erlaubt, Strg+Umschalt+D lehnt ab</translation>
    </message>
    <message>
        <source>Show the next</source>
        <translation>Nächste zeigen</translation>
    </message>
    <message>
        <source>The first lines that were not in view yet</source>
        <translation>Die ersten Zeilen, die noch nicht zu sehen waren</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>It does not run; the agent is told   %1</source>
        <translation>Er läuft nicht; der Agent erfährt es   %1</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>Erlauben</translation>
    </message>
</context>
<context>
    <name>ApprovalTable</name>
    <message>
        <source>Waiting calls</source>
        <translation>Wartende Aufrufe</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Ausgewählt</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Aufruf</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Select %1 to deny several at once</source>
        <translation>%1 auswählen, um mehrere zugleich abzulehnen</translation>
    </message>
    <message>
        <source>waits %1</source>
        <translation>wartet %1</translation>
    </message>
    <message>
        <source>waited %1</source>
        <translation>wartete %1</translation>
    </message>
</context>
<context>
    <name>ApprovalsPage</name>
    <message>
        <source>Approvals</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>Nichts wartet auf eine Antwort</translation>
    </message>
    <message>
        <source>When an agent&apos;s tool asks before it runs, the call appears here with its whole input. Nothing of it runs until somebody allows it.</source>
        <translation>Wenn das Werkzeug eines Agenten vor dem Lauf fragt, erscheint der Aufruf hier mit seiner ganzen Eingabe. Nichts davon läuft, bis es jemand erlaubt.</translation>
    </message>
    <message>
        <source>1 call selected</source>
        <translation>1 Aufruf ausgewählt</translation>
    </message>
    <message>
        <source>%1 calls selected</source>
        <translation>%1 Aufrufe ausgewählt</translation>
    </message>
    <message>
        <source>Clear selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Deny %1…</source>
        <translation>%1 ablehnen…</translation>
    </message>
    <message>
        <source>Lists them first, and takes one reason for all</source>
        <translation>Zeigt sie zuerst und nimmt einen Grund für alle</translation>
    </message>
    <message>
        <source>Select a call to read it</source>
        <translation>Einen Aufruf auswählen, um ihn zu lesen</translation>
    </message>
    <message>
        <source>It can be allowed once all of its input has been in view.</source>
        <translation>Er kann erlaubt werden, sobald seine ganze Eingabe zu sehen war.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>AuditPage</name>
    <message>
        <source>Audit</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Export JSON…</source>
        <translation>JSON exportieren…</translation>
    </message>
    <message>
        <source>The whole trail as filtered, with a checksum file   %1</source>
        <translation>Das ganze Protokoll wie gefiltert, mit einer Prüfsummendatei   %1</translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation>CSV exportieren…</translation>
    </message>
    <message>
        <source>The whole trail as filtered, with a checksum file</source>
        <translation>Das ganze Protokoll wie gefiltert, mit einer Prüfsummendatei</translation>
    </message>
    <message>
        <source>Find in any field</source>
        <translation>In allen Feldern suchen</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Betrifft</translation>
    </message>
    <message>
        <source>The audit trail could not be read. %1</source>
        <translation>Das Audit-Protokoll konnte nicht gelesen werden. %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Nothing was done yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>Everything that an operator, the engine or the control plane does here gets an entry that stays.</source>
        <translation>Alles, was ein Operator, die Engine oder die Control Plane hier tut, bekommt einen Eintrag, der bleibt.</translation>
    </message>
    <message>
        <source>No entry matches the filter</source>
        <translation>Kein Eintrag passt zum Filter</translation>
    </message>
    <message>
        <source>The whole trail was searched for %1.</source>
        <translation>Das ganze Protokoll wurde nach %1 durchsucht.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>The audit trail could not be read</source>
        <translation>Das Audit-Protokoll konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>One object: kind/id</source>
        <translation>Ein Objekt: Art/Kennung</translation>
    </message>
</context>
<context>
    <name>AuditPane</name>
    <message>
        <source>Open the session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Open the template</source>
        <translation>Vorlage öffnen</translation>
    </message>
    <message>
        <source>Open the snapshot</source>
        <translation>Snapshot öffnen</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>Sandbox öffnen</translation>
    </message>
    <message>
        <source>Only this object</source>
        <translation>Nur dieses Objekt</translation>
    </message>
    <message>
        <source>Log at this time</source>
        <translation>Protokoll zu dieser Zeit</translation>
    </message>
    <message>
        <source>What the engine said then</source>
        <translation>Was die Engine da sagte</translation>
    </message>
</context>
<context>
    <name>AuditSeal</name>
    <message>
        <source>Looking at every entry…</source>
        <translation>Jeder Eintrag wird geprüft…</translation>
    </message>
    <message>
        <source>Each entry is sealed to the one before. Verifying finds any change, gap or truncation, and says where.</source>
        <translation>Jeder Eintrag ist mit dem vorigen versiegelt. Das Prüfen findet jede Änderung, Lücke oder Kürzung und sagt, wo.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Verify again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>What is wrong with the trail</source>
        <translation>Was am Protokoll nicht stimmt</translation>
    </message>
    <message>
        <source>Its head</source>
        <translation>Sein Kopf</translation>
    </message>
    <message>
        <source>Copy the head: kept elsewhere, it shows later that nothing was cut off (gloveboxctl audit verify --expect)</source>
        <translation>Kopf kopieren: anderswo verwahrt, zeigt er später, dass nichts abgeschnitten wurde (gloveboxctl audit verify --expect)</translation>
    </message>
</context>
<context>
    <name>AuditTable</name>
    <message>
        <source>Audit trail</source>
        <translation>Audit-Protokoll</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Actor</source>
        <translation>Akteur</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
</context>
<context>
    <name>BackLink</name>
    <message>
        <source>Back to %1</source>
        <translation>Zurück zu %1</translation>
    </message>
</context>
<context>
    <name>BannerBar</name>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>BroughtPane</name>
    <message>
        <source>Skills</source>
        <translation>Skills</translation>
    </message>
    <message>
        <source>The agent brings no skills along.</source>
        <translation>Der Agent bringt keine Skills mit.</translation>
    </message>
    <message>
        <source>Memory stores</source>
        <translation>Gedächtnisspeicher</translation>
    </message>
    <message>
        <source>No memory store is attached.</source>
        <translation>Kein Gedächtnisspeicher ist angeschlossen.</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>nur lesbar</translation>
    </message>
</context>
<context>
    <name>BudgetStrip</name>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>No budget of local compute is set.</source>
        <translation>Kein Budget für lokale Rechenkosten ist gesetzt.</translation>
    </message>
    <message>
        <source>All within: %1</source>
        <translation>Alle im Rahmen: %1</translation>
    </message>
    <message>
        <source>%1 nearly or wholly used up: %2</source>
        <translation>%1 fast oder ganz verbraucht: %2</translation>
    </message>
    <message>
        <source>Budgets…</source>
        <translation>Budgets…</translation>
    </message>
    <message>
        <source>Say what sessions, environments or this host may cost</source>
        <translation>Festlegen, was Sitzungen, Umgebungen oder dieser Host kosten dürfen</translation>
    </message>
    <message>
        <source>Budgets that are nearly or wholly used up</source>
        <translation>Budgets, die fast oder ganz verbraucht sind</translation>
    </message>
    <message>
        <source>%1 local</source>
        <translation>%1 lokal</translation>
    </message>
</context>
<context>
    <name>BudgetsDialog</name>
    <message>
        <source>Budgets of local compute</source>
        <translation>Budgets für lokale Rechenkosten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>A budget counts what this host&apos;s compute costs at its own prices, by days in UTC. List cost has budgets of its own, at the control plane.</source>
        <translation>Ein Budget zählt, was die Rechenzeit dieses Hosts zu seinen eigenen Preisen kostet, nach Tagen in UTC. Listenkosten haben eigene Budgets, bei der Control Plane.</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>At most, $</source>
        <translation>Höchstens, $</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Dann</translation>
    </message>
    <message>
        <source>Warn at, %</source>
        <translation>Warnen bei, %</translation>
    </message>
    <message>
        <source>For whom</source>
        <translation>Für wen</translation>
    </message>
    <message>
        <source>Each session</source>
        <translation>Jede Sitzung</translation>
    </message>
    <message>
        <source>Each environment</source>
        <translation>Jede Umgebung</translation>
    </message>
    <message>
        <source>This host</source>
        <translation>Dieser Host</translation>
    </message>
    <message>
        <source>At most, US dollars</source>
        <translation>Höchstens, US-Dollar</translation>
    </message>
    <message>
        <source>Within which time</source>
        <translation>In welchem Zeitraum</translation>
    </message>
    <message>
        <source>A day</source>
        <translation>Ein Tag</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source>What is done then</source>
        <translation>Was dann geschieht</translation>
    </message>
    <message>
        <source>Warn only</source>
        <translation>Nur warnen</translation>
    </message>
    <message>
        <source>Pause polling</source>
        <translation>Abfrage pausieren</translation>
    </message>
    <message>
        <source>Pause its sandboxes</source>
        <translation>Ihre Sandboxes pausieren</translation>
    </message>
    <message>
        <source>Warn at, percent</source>
        <translation>Warnen bei, Prozent</translation>
    </message>
    <message>
        <source>Take this budget away</source>
        <translation>Dieses Budget wegnehmen</translation>
    </message>
    <message>
        <source>Add a budget</source>
        <translation>Budget hinzufügen</translation>
    </message>
    <message>
        <source>There is room for no more</source>
        <translation>Für mehr ist kein Platz</translation>
    </message>
    <message>
        <source>Each needs an amount of US dollars above 0, and a warning between 1 and 100 percent.</source>
        <translation>Jedes braucht einen Betrag in US-Dollar über 0 und eine Warnung zwischen 1 und 100 Prozent.</translation>
    </message>
</context>
<context>
    <name>BuildAgentDialog</name>
    <message>
        <source>Build the agent image?</source>
        <translation>Agent-Image bauen?</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird angefragt…</translation>
    </message>
    <message>
        <source>Build it</source>
        <translation>Bauen</translation>
    </message>
    <message>
        <source>Build tools, git, Python, Node and the Anthropic SDK, installed from the sources that this host has: its distribution&apos;s packages and its npm registry. Needs the network, and programs that doctor lists.</source>
        <translation>Build-Werkzeuge, git, Python, Node und das Anthropic-SDK, installiert aus den Quellen dieses Hosts: den Paketen seiner Distribution und seiner npm-Registry. Braucht das Netz und Programme, die doctor auflistet.</translation>
    </message>
    <message>
        <source>The package lists are read first. What is to be fetched and what it takes of the disk is then its step in the list, before anything large is fetched. After that it takes minutes; it can be cancelled at any time, and what was fetched is kept for a week.</source>
        <translation>Zuerst werden die Paketlisten gelesen. Was geholt wird und wie viel Platte das braucht, steht dann als Schritt in der Liste, bevor Großes geholt wird. Danach dauert es Minuten; abbrechen geht jederzeit, und Geholtes bleibt eine Woche.</translation>
    </message>
    <message>
        <source>From today&apos;s packages, also when an image of this recipe is there already</source>
        <translation>Aus den heutigen Paketen, auch wenn ein Image dieses Rezepts schon da ist</translation>
    </message>
</context>
<context>
    <name>BuildLog</name>
    <message>
        <source>Build log</source>
        <translation>Build-Protokoll</translation>
    </message>
    <message>
        <source>%1, from an earlier build</source>
        <translation>%1, aus einem früheren Build</translation>
    </message>
    <message>
        <source>cached</source>
        <translation>aus dem Cache</translation>
    </message>
</context>
<context>
    <name>BulkBar</name>
    <message>
        <source>%1 selected</source>
        <translation>%1 ausgewählt</translation>
    </message>
    <message>
        <source>Pause %1</source>
        <translation>%1 pausieren</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Hibernate %1</source>
        <translation>%1 in Ruhezustand</translation>
    </message>
    <message>
        <source>Snapshot %1</source>
        <translation>Snapshot %1</translation>
    </message>
    <message>
        <source>Destroy %1…</source>
        <translation>%1 zerstören…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Auswahl aufheben</translation>
    </message>
</context>
<context>
    <name>BulkDenyDialog</name>
    <message>
        <source>Calls to deny</source>
        <translation>Aufrufe, die abgelehnt werden</translation>
    </message>
    <message>
        <source>Reason, sent to each agent (optional)</source>
        <translation>Grund, geht an jeden Agenten (optional)</translation>
    </message>
    <message>
        <source>None of them runs. Each agent is told so and goes on with its turn.</source>
        <translation>Keiner davon läuft. Jeder Agent erfährt es und setzt seine Runde fort.</translation>
    </message>
</context>
<context>
    <name>BulkResults</name>
    <message>
        <source>Retry %1</source>
        <translation>%1 erneut versuchen</translation>
    </message>
    <message>
        <source>Cancel %1 waiting</source>
        <translation>%1 wartende abbrechen</translation>
    </message>
    <message>
        <source>What is under way ends by itself; the others are not begun</source>
        <translation>Was im Gange ist, endet von selbst; die anderen werden nicht begonnen</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>Liste kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>CallPane</name>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>The session&apos;s log at this time</source>
        <translation>Das Protokoll der Sitzung zu dieser Zeit</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>No output yet.</source>
        <translation>Noch keine Ausgabe.</translation>
    </message>
</context>
<context>
    <name>CandidateTable</name>
    <message>
        <source>Sandboxes that could use it</source>
        <translation>Sandboxes, die es verwenden könnten</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>What speaks against it</source>
        <translation>Was dagegen spricht</translation>
    </message>
</context>
<context>
    <name>CapacityCard</name>
    <message>
        <source>Capacity</source>
        <translation>Kapazität</translation>
    </message>
    <message>
        <source>This host, %1</source>
        <translation>Dieser Host, %1</translation>
    </message>
</context>
<context>
    <name>CheckLines</name>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>%1: done, %2</source>
        <translation>%1: fertig, %2</translation>
    </message>
    <message>
        <source>%1: failed, %2</source>
        <translation>%1: fehlgeschlagen, %2</translation>
    </message>
</context>
<context>
    <name>CheckMark</name>
    <message>
        <source>It cannot be answered from here</source>
        <translation>Von hier aus nicht zu beantworten</translation>
    </message>
</context>
<context>
    <name>CloseTerminalDialog</name>
    <message>
        <source>Close the terminal?</source>
        <translation>Terminal schließen?</translation>
    </message>
    <message>
        <source>Close 1 terminal</source>
        <translation>1 Terminal schließen</translation>
    </message>
    <message>
        <source>What runs in it is ended, for everybody who looks at it. To leave it running, just leave the page: it is there when you come back.</source>
        <translation>Was darin läuft, wird beendet, für alle, die es ansehen. Soll es weiterlaufen, genügt es, die Seite zu verlassen: bei der Rückkehr ist es noch da.</translation>
    </message>
</context>
<context>
    <name>CollectImagesDialog</name>
    <message>
        <source>Remove what no image needs?</source>
        <translation>Entfernen, was kein Image braucht?</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird angefragt…</translation>
    </message>
    <message>
        <source>Remove unneeded</source>
        <translation>Unnötiges entfernen</translation>
    </message>
    <message>
        <source>Layers and packed file systems of images that were removed, and what interrupted imports left. Images in the list, and all that stands on them, stay as they are.</source>
        <translation>Schichten und gepackte Dateisysteme entfernter Images und was abgebrochene Importe hinterließen. Images der Liste und alles, was auf ihnen steht, bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>How much that is, is known when it is done: the operation tells.</source>
        <translation>Wie viel das ist, zeigt sich, wenn es fertig ist: der Vorgang nennt es.</translation>
    </message>
    <message>
        <source>An interrupted import begins anew afterwards.</source>
        <translation>Ein abgebrochener Import beginnt danach von vorn.</translation>
    </message>
</context>
<context>
    <name>CopyBlock</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>CostChart</name>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>local</source>
        <translation>lokal</translation>
    </message>
    <message>
        <source>%1 by day, highest %2. Left and right read the days.</source>
        <translation>%1 nach Tagen, am höchsten %2. Links und Rechts lesen die Tage.</translation>
    </message>
    <message>
        <source>Highest day %1 %2</source>
        <translation>Höchster Tag %1 %2</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1: %2 %3</translation>
    </message>
</context>
<context>
    <name>CostTable</name>
    <message>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Ran</source>
        <translation>Lief</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>RAM peak</source>
        <translation>RAM-Spitze</translation>
    </message>
    <message>
        <source>Local cost</source>
        <translation>Lokale Kosten</translation>
    </message>
    <message>
        <source>List cost</source>
        <translation>Listenkosten</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Total, local cost %1, list cost %2</source>
        <translation>Summe, lokale Kosten %1, Listenkosten %2</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
</context>
<context>
    <name>CostTodayCard</name>
    <message>
        <source>Cost today</source>
        <translation>Kosten heute</translation>
    </message>
    <message>
        <source>Not read: %1</source>
        <translation>Nicht gelesen: %1</translation>
    </message>
    <message>
        <source>Open Costs</source>
        <translation>Kosten öffnen</translation>
    </message>
    <message>
        <source>List cost today, as the control plane reports it: %1</source>
        <translation>Listenkosten heute, wie die Control Plane sie meldet: %1</translation>
    </message>
    <message>
        <source>List cost</source>
        <translation>Listenkosten</translation>
    </message>
    <message>
        <source>List cost (model + runtime)</source>
        <translation>Listenkosten (Modell + Laufzeit)</translation>
    </message>
    <message>
        <source>Local compute today, at your rate: %1</source>
        <translation>Lokale Rechenkosten heute, zum eigenen Preis: %1</translation>
    </message>
    <message>
        <source>Local compute</source>
        <translation>Lokale Rechenkosten</translation>
    </message>
    <message>
        <source>Local compute (your rate)</source>
        <translation>Lokal (eigener Preis)</translation>
    </message>
</context>
<context>
    <name>CostsPage</name>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>All rows and their total as CSV   %1</source>
        <translation>Alle Zeilen und ihre Summe als CSV   %1</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 Tage</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Grouped by</source>
        <translation>Gruppiert nach</translation>
    </message>
    <message>
        <source>First day (UTC)</source>
        <translation>Erster Tag (UTC)</translation>
    </message>
    <message>
        <source>Last day (UTC)</source>
        <translation>Letzter Tag (UTC)</translation>
    </message>
    <message>
        <source>The costs could not be read. %1</source>
        <translation>Die Kosten konnten nicht gelesen werden. %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Local compute</source>
        <translation>Lokale Rechenkosten</translation>
    </message>
    <message>
        <source>Measured on this host. %1</source>
        <translation>Auf diesem Host gemessen. %1</translation>
    </message>
    <message>
        <source>List cost</source>
        <translation>Listenkosten</translation>
    </message>
    <message>
        <source>Reported by the control plane at list price; not the invoice.</source>
        <translation>Von der Control Plane zum Listenpreis gemeldet; nicht die Rechnung.</translation>
    </message>
    <message>
        <source>Nothing was used in these days</source>
        <translation>In diesen Tagen wurde nichts verbraucht</translation>
    </message>
    <message>
        <source>Sandboxes are metered by the second from their start. Prices are this host&apos;s own: --prices names their file.</source>
        <translation>Sandboxes werden ab ihrem Start sekundengenau erfasst. Die Preise sind die dieses Hosts: --prices nennt ihre Datei.</translation>
    </message>
    <message>
        <source>The costs could not be read</source>
        <translation>Die Kosten konnten nicht gelesen werden</translation>
    </message>
</context>
<context>
    <name>CountsCard</name>
    <message>
        <source>%1 %2, open the list</source>
        <translation>%1 %2, Liste öffnen</translation>
    </message>
</context>
<context>
    <name>Crumbs</name>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Zu %1 gehen</translation>
    </message>
</context>
<context>
    <name>Deeds</name>
    <message>
        <source>%1 selected: all that match the filter</source>
        <translation>%1 ausgewählt: alle, die zum Filter passen</translation>
    </message>
    <message>
        <source>%1 is not here, or not any more</source>
        <translation>%1 ist nicht oder nicht mehr hier</translation>
    </message>
    <message>
        <source>The list is empty.</source>
        <translation>Die Liste ist leer.</translation>
    </message>
    <message>
        <source>1 row copied</source>
        <translation>1 Zeile kopiert</translation>
    </message>
    <message>
        <source>%1 rows copied</source>
        <translation>%1 Zeilen kopiert</translation>
    </message>
</context>
<context>
    <name>DefinedPage</name>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Filter templates</source>
        <translation>Vorlagen filtern</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>New template…</source>
        <translation>Neue Vorlage…</translation>
    </message>
    <message>
        <source>From an image, a template or a snapshot, with steps of your own</source>
        <translation>Aus einem Image, einer Vorlage oder einem Snapshot, mit eigenen Schritten</translation>
    </message>
    <message>
        <source>No templates of your own yet</source>
        <translation>Noch keine eigenen Vorlagen</translation>
    </message>
    <message>
        <source>A template is an image, another template or a snapshot with steps that run once: packages, files, settings. It is built in a microVM and frozen, so sandboxes from it start with all of that and without booting.</source>
        <translation>Eine Vorlage ist ein Image, eine andere Vorlage oder ein Snapshot mit Schritten, die einmal laufen: Pakete, Dateien, Einstellungen. Sie wird in einer MicroVM gebaut und eingefroren; Sandboxes daraus starten mit alledem und ohne Booten.</translation>
    </message>
    <message>
        <source>No template matches the filter</source>
        <translation>Keine Vorlage passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>DefinedPane</name>
    <message>
        <source>Definition</source>
        <translation>Definition</translation>
    </message>
    <message>
        <source>Versions %1</source>
        <translation>Versionen %1</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Build log</source>
        <translation>Build-Protokoll</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation>Protokoll kopieren</translation>
    </message>
    <message>
        <source>Copy the definition</source>
        <translation>Definition kopieren</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>No steps: it is frozen as it starts.</source>
        <translation>Keine Schritte: sie wird eingefroren, wie sie startet.</translation>
    </message>
    <message>
        <source>Definition as text</source>
        <translation>Definition als Text</translation>
    </message>
    <message>
        <source>It was not built yet.</source>
        <translation>Sie wurde noch nicht gebaut.</translation>
    </message>
    <message>
        <source>Nothing was written down.</source>
        <translation>Nichts wurde aufgeschrieben.</translation>
    </message>
    <message>
        <source>New sandbox…</source>
        <translation>Neue Sandbox…</translation>
    </message>
    <message>
        <source>One of your own, cloned from it</source>
        <translation>Eine eigene, davon geklont</translation>
    </message>
    <message>
        <source>Steps that did not change are taken from the build before   %1</source>
        <translation>Unveränderte Schritte kommen aus dem Build davor   %1</translation>
    </message>
    <message>
        <source>Cancel build</source>
        <translation>Build abbrechen</translation>
    </message>
    <message>
        <source>Nothing of it is left; finished steps are kept for the next build</source>
        <translation>Nichts davon bleibt; fertige Schritte bleiben für den nächsten Build</translation>
    </message>
    <message>
        <source>Edit its definition…</source>
        <translation>Ihre Definition bearbeiten…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>DefinedTable</name>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Built</source>
        <translation>Gebaut</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf Platte</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Warm</source>
        <translation>Warm</translation>
    </message>
</context>
<context>
    <name>DeleteSnapshotsDialog</name>
    <message>
        <source>Delete 1 snapshot?</source>
        <translation>1 Snapshot löschen?</translation>
    </message>
    <message>
        <source>Delete %1 snapshots?</source>
        <translation>%1 Snapshots löschen?</translation>
    </message>
    <message>
        <source>Delete 1 snapshot</source>
        <translation>1 Snapshot löschen</translation>
    </message>
    <message>
        <source>Delete %1 snapshots</source>
        <translation>%1 Snapshots löschen</translation>
    </message>
    <message>
        <source>What others share stays on disk, so less may become free than is shown.</source>
        <translation>Was andere mitbenutzen, bleibt auf der Platte; es kann weniger frei werden als angegeben.</translation>
    </message>
</context>
<context>
    <name>DeleteTemplateDialog</name>
    <message>
        <source>Delete %1?</source>
        <translation>%1 löschen?</translation>
    </message>
    <message>
        <source>Delete 1 template</source>
        <translation>1 Vorlage löschen</translation>
    </message>
    <message>
        <source>The next sandbox of its size makes a new one be built.</source>
        <translation>Die nächste Sandbox ihrer Größe lässt eine neue bauen.</translation>
    </message>
</context>
<context>
    <name>DeleteVersionDialog</name>
    <message>
        <source>Delete version %1 of %2?</source>
        <translation>Version %1 von %2 löschen?</translation>
    </message>
    <message>
        <source>Delete 1 version</source>
        <translation>1 Version löschen</translation>
    </message>
    <message>
        <source>The definition and the other versions stay. It can be built again, if its sources are still there.</source>
        <translation>Die Definition und die anderen Versionen bleiben. Sie kann wieder gebaut werden, wenn ihre Quellen noch da sind.</translation>
    </message>
</context>
<context>
    <name>DestroyDialog</name>
    <message>
        <source>Destroy %1?</source>
        <translation>%1 zerstören?</translation>
    </message>
    <message>
        <source>Destroy 1 sandbox</source>
        <translation>1 Sandbox zerstören</translation>
    </message>
    <message>
        <source>Memory, processes and unsaved files are removed. The session stays in the control plane; its next tool call gets a new, empty sandbox.</source>
        <translation>Arbeitsspeicher, Prozesse und ungesicherte Dateien werden entfernt. Die Sitzung bleibt in der Control Plane; ihr nächster Werkzeugaufruf bekommt eine neue, leere Sandbox.</translation>
    </message>
</context>
<context>
    <name>DestroyFields</name>
    <message>
        <source>Nothing of it is kept. To confirm, type: %1</source>
        <translation>Nichts davon bleibt. Zum Bestätigen eintippen: %1</translation>
    </message>
</context>
<context>
    <name>DestroyMarkedDialog</name>
    <message>
        <source>Destroy 1 sandbox?</source>
        <translation>1 Sandbox zerstören?</translation>
    </message>
    <message>
        <source>Destroy %1 sandboxes?</source>
        <translation>%1 Sandboxes zerstören?</translation>
    </message>
    <message>
        <source>Destroy 1 sandbox</source>
        <translation>1 Sandbox zerstören</translation>
    </message>
    <message>
        <source>Destroy %1 sandboxes</source>
        <translation>%1 Sandboxes zerstören</translation>
    </message>
    <message>
        <source>Memory, processes and unsaved files are removed. Snapshots that were taken of them stay.</source>
        <translation>Arbeitsspeicher, Prozesse und ungesicherte Dateien werden entfernt. Snapshots, die davon aufgenommen wurden, bleiben.</translation>
    </message>
</context>
<context>
    <name>DialogFrame</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>DoctorPage</name>
    <message>
        <source>Host doctor</source>
        <translation>Host-Diagnose</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Export support bundle…</source>
        <translation>Support-Paket exportieren…</translation>
    </message>
    <message>
        <source>Stop checking</source>
        <translation>Prüfung anhalten</translation>
    </message>
    <message>
        <source>Re-check all</source>
        <translation>Alles erneut prüfen</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>What the support bundle holds</source>
        <translation>Was im Support-Paket steht</translation>
    </message>
    <message>
        <source>Left out: keys and tokens, logs, and everything that an agent or a person wrote. It is a text file that stays where you put it.</source>
        <translation>Ausgelassen: Schlüssel und Token, Protokolle und alles, was ein Agent oder ein Mensch geschrieben hat. Es ist eine Textdatei, die bleibt, wo sie abgelegt wird.</translation>
    </message>
</context>
<context>
    <name>EgressPage</name>
    <message>
        <source>Egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>Filter hosts</source>
        <translation>Hosts filtern</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Every attempt in the ledger, as filtered   %1</source>
        <translation>Jeder Versuch im Ledger, wie gefiltert   %1</translation>
    </message>
    <message>
        <source>As a table (CSV)…</source>
        <translation>Als Tabelle (CSV)…</translation>
    </message>
    <message>
        <source>As JSON lines…</source>
        <translation>Als JSON-Zeilen…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>This page alone; the ledger keeps each attempt</source>
        <translation>Nur diese Seite; das Ledger behält jeden Versuch</translation>
    </message>
    <message>
        <source>No sandbox of this host exceeds the profile “%1”, whatever its own allows.</source>
        <translation>Keine Sandbox dieses Hosts geht über das Profil „%1“ hinaus, was immer ihr eigenes erlaubt.</translation>
    </message>
    <message>
        <source>Nothing tried to leave yet</source>
        <translation>Noch wollte nichts hinaus</translation>
    </message>
    <message>
        <source>Each host that a sandbox asks for appears here, with the rule that decided. Earlier ones: gloveboxctl egress log.</source>
        <translation>Jeder Host, den eine Sandbox anfragt, erscheint hier, mit der Regel, die entschied. Frühere: gloveboxctl egress log.</translation>
    </message>
    <message>
        <source>No host matches the filter</source>
        <translation>Kein Host passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>Some attempts came too fast to be shown here. The ledger has each of them.</source>
        <translation>Manche Versuche kamen zu schnell, um hier gezeigt zu werden. Das Ledger hat jeden davon.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>EgressPane</name>
    <message>
        <source>Attempt</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>Sandbox öffnen</translation>
    </message>
    <message>
        <source>Allow host</source>
        <translation>Host erlauben</translation>
    </message>
    <message>
        <source>For this sandbox alone, until it ends</source>
        <translation>Nur für diese Sandbox, bis zu ihrem Ende</translation>
    </message>
    <message>
        <source>Allow for</source>
        <translation>Erlauben für</translation>
    </message>
    <message>
        <source>For this sandbox, or for everyone with its profile</source>
        <translation>Für diese Sandbox oder für alle mit ihrem Profil</translation>
    </message>
    <message>
        <source>Deny host</source>
        <translation>Host ablehnen</translation>
    </message>
    <message>
        <source>For this sandbox alone; open connections are closed</source>
        <translation>Nur für diese Sandbox; offene Verbindungen werden geschlossen</translation>
    </message>
    <message>
        <source>Rules of this sandbox alone</source>
        <translation>Regeln nur dieser Sandbox</translation>
    </message>
    <message>
        <source>Take back: %1</source>
        <translation>Zurücknehmen: %1</translation>
    </message>
</context>
<context>
    <name>EgressProfilesCard</name>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>Neu zählen</translation>
    </message>
    <message>
        <source>How often rules decided is not known. %1</source>
        <translation>Wie oft Regeln entschieden, ist nicht bekannt. %1</translation>
    </message>
    <message>
        <source>Rules of %1</source>
        <translation>Regeln von %1</translation>
    </message>
    <message>
        <source>added here</source>
        <translation>hier hinzugefügt</translation>
    </message>
    <message>
        <source>For every sandbox with this profile; kept beside the file of profiles</source>
        <translation>Für jede Sandbox mit diesem Profil; steht neben der Datei der Profile</translation>
    </message>
    <message>
        <source>Take back: %1</source>
        <translation>Zurücknehmen: %1</translation>
    </message>
    <message>
        <source>This profile has no rules</source>
        <translation>Dieses Profil hat keine Regeln</translation>
    </message>
    <message>
        <source>Nothing leaves a sandbox that obeys it, but what its own rules allow.</source>
        <translation>Nichts verlässt eine Sandbox, die ihm folgt, außer was ihre eigenen Regeln erlauben.</translation>
    </message>
</context>
<context>
    <name>EgressTable</name>
    <message>
        <source>Attempts to reach something</source>
        <translation>Versuche, etwas zu erreichen</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Rule or reason</source>
        <translation>Regel oder Grund</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neuester</translation>
    </message>
</context>
<context>
    <name>EgressTabs</name>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
</context>
<context>
    <name>EgressTag</name>
    <message>
        <source>egress open</source>
        <translation>Egress offen</translation>
    </message>
    <message>
        <source>It may reach any public host: whatever is in it can leave it. Private addresses and this host stay out of reach.</source>
        <translation>Sie kann jeden öffentlichen Host erreichen: was in ihr ist, kann hinaus. Private Adressen und dieser Host bleiben unerreichbar.</translation>
    </message>
</context>
<context>
    <name>EgressTest</name>
    <message>
        <source>Would it pass?</source>
        <translation>Käme es durch?</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Host, port or address of a page</source>
        <translation>Host, Port oder Adresse einer Seite</translation>
    </message>
    <message>
        <source>Would it pass? A host or a URL</source>
        <translation>Käme es durch? Host oder URL</translation>
    </message>
    <message>
        <source>example.org:443 or a URL</source>
        <translation>example.org:443 oder eine URL</translation>
    </message>
</context>
<context>
    <name>EndedPane</name>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>Open the session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Its console&apos;s log</source>
        <translation>Das Protokoll ihrer Konsole</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Konsole</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
</context>
<context>
    <name>EndedTable</name>
    <message>
        <source>Ended sandboxes</source>
        <translation>Beendete Sandboxes</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Ursache</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Ran</source>
        <translation>Lief</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>RAM peak</source>
        <translation>RAM-Spitze</translation>
    </message>
    <message>
        <source>Local cost</source>
        <translation>Lokale Kosten</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>ran %1</source>
        <translation>lief %1</translation>
    </message>
</context>
<context>
    <name>Ends</name>
    <message>
        <source>Somebody asked for it, here or through the API.</source>
        <translation>Jemand hat es verlangt, hier oder über die API.</translation>
    </message>
    <message>
        <source>Nobody used it, and its idle timer ran out.</source>
        <translation>Niemand nutzte sie, und ihr Leerlauf-Timer lief ab.</translation>
    </message>
    <message>
        <source>Its session ended: nobody could come back to it.</source>
        <translation>Ihre Sitzung endete: niemand konnte zu ihr zurückkehren.</translation>
    </message>
    <message>
        <source>The host needed its slot, memory or disk.</source>
        <translation>Der Host brauchte ihren Slot, Arbeitsspeicher oder ihre Platte.</translation>
    </message>
    <message>
        <source>The host had no memory left and ended its process.</source>
        <translation>Der Host hatte keinen Arbeitsspeicher mehr und beendete ihren Prozess.</translation>
    </message>
    <message>
        <source>Its kernel gave up.</source>
        <translation>Ihr Kernel gab auf.</translation>
    </message>
    <message>
        <source>It switched itself off.</source>
        <translation>Sie schaltete sich selbst aus.</translation>
    </message>
    <message>
        <source>Its hypervisor process ended by itself.</source>
        <translation>Ihr Hypervisor-Prozess endete von selbst.</translation>
    </message>
    <message>
        <source>Its agent did not answer any more.</source>
        <translation>Ihr Agent antwortete nicht mehr.</translation>
    </message>
    <message>
        <source>It never came up.</source>
        <translation>Sie kam nie hoch.</translation>
    </message>
    <message>
        <source>The engine was stopped.</source>
        <translation>Die Engine wurde gestoppt.</translation>
    </message>
    <message>
        <source>The host or the program ended while it lived, and nothing of it was left.</source>
        <translation>Der Host oder das Programm endete, während sie lief, und nichts von ihr blieb.</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Idle timer</source>
        <translation>Leerlauf-Timer</translation>
    </message>
    <message>
        <source>Session ended</source>
        <translation>Sitzung beendet</translation>
    </message>
    <message>
        <source>Host pressure</source>
        <translation>Engpass des Hosts</translation>
    </message>
    <message>
        <source>Out of memory</source>
        <translation>Kein Arbeitsspeicher mehr</translation>
    </message>
    <message>
        <source>Guest panic</source>
        <translation>Kernel-Panik im Gast</translation>
    </message>
    <message>
        <source>Switched itself off</source>
        <translation>Schaltete sich selbst aus</translation>
    </message>
    <message>
        <source>Process died</source>
        <translation>Prozess beendet</translation>
    </message>
    <message>
        <source>Stopped answering</source>
        <translation>Antwortete nicht mehr</translation>
    </message>
    <message>
        <source>Did not start</source>
        <translation>Startete nicht</translation>
    </message>
    <message>
        <source>Engine stopped</source>
        <translation>Engine gestoppt</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>ran %1</source>
        <translation>lief %1</translation>
    </message>
    <message>
        <source>%1 CPU</source>
        <translation>%1 CPU</translation>
    </message>
    <message>
        <source>%1 at most</source>
        <translation>höchstens %1</translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation>%1 laufend</translation>
    </message>
    <message>
        <source>%1 paused</source>
        <translation>%1 pausiert</translation>
    </message>
    <message>
        <source>%1 hibernated</source>
        <translation>%1 im Ruhezustand</translation>
    </message>
    <message>
        <source>%1 at the prices of %2</source>
        <translation>%1 zu den Preisen von %2</translation>
    </message>
</context>
<context>
    <name>EnvironmentCard</name>
    <message>
        <source>demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Copy the environment&apos;s id</source>
        <translation>Kennung der Umgebung kopieren</translation>
    </message>
    <message>
        <source>Pause polling</source>
        <translation>Abfrage pausieren</translation>
    </message>
    <message>
        <source>Take no new work from it; what is active goes on</source>
        <translation>Keine neue Arbeit von ihr annehmen; Laufendes geht weiter</translation>
    </message>
    <message>
        <source>Resume polling</source>
        <translation>Abfrage fortsetzen</translation>
    </message>
    <message>
        <source>Take new work from it again</source>
        <translation>Wieder neue Arbeit von ihr annehmen</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>Read queue now</source>
        <translation>Warteschlange jetzt lesen</translation>
    </message>
    <message>
        <source>Work arrives by</source>
        <translation>Arbeit kommt über</translation>
    </message>
    <message>
        <source>Environment key</source>
        <translation>Umgebungsschlüssel</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Operator key</source>
        <translation>Operator-Schlüssel</translation>
    </message>
    <message>
        <source>Custom tools here</source>
        <translation>Eigene Werkzeuge hier</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Held here</source>
        <translation>Hier gehalten</translation>
    </message>
    <message>
        <source>1 work item</source>
        <translation>1 Arbeitseintrag</translation>
    </message>
    <message>
        <source>%1 work items</source>
        <translation>%1 Arbeitseinträge</translation>
    </message>
    <message>
        <source>Waiting in the queue</source>
        <translation>Wartet in der Warteschlange</translation>
    </message>
    <message>
        <source>Not acknowledged</source>
        <translation>Nicht bestätigt</translation>
    </message>
    <message>
        <source>Oldest waits</source>
        <translation>Ältester wartet</translation>
    </message>
    <message>
        <source>Workers polling</source>
        <translation>Abfragende Worker</translation>
    </message>
    <message>
        <source>%1. The queue could not be read: %2</source>
        <translation>%1. Die Warteschlange konnte nicht gelesen werden: %2</translation>
    </message>
</context>
<context>
    <name>EnvironmentTabs</name>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>Local API</source>
        <translation>Lokale API</translation>
    </message>
</context>
<context>
    <name>EnvironmentsPage</name>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>Leftovers on this host…</source>
        <translation>Überbleibsel auf diesem Host…</translation>
    </message>
    <message>
        <source>Files, layers and machines that no record explains</source>
        <translation>Dateien, Schichten und Maschinen, die kein Eintrag erklärt</translation>
    </message>
</context>
<context>
    <name>ErrorPanel</name>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>What you can do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Code %1</source>
        <translation>Code %1</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The engine could not start.</source>
        <translation>Die Engine konnte nicht starten.</translation>
    </message>
    <message>
        <source>Polling for work does not succeed.</source>
        <translation>Die Abfrage nach Arbeit gelingt nicht.</translation>
    </message>
    <message>
        <source>Polling environment %1 does not succeed.</source>
        <translation>Die Abfrage der Umgebung %1 gelingt nicht.</translation>
    </message>
    <message>
        <source>The session&apos;s run on this host ended with an error.</source>
        <translation>Der Lauf der Sitzung auf diesem Host endete mit einem Fehler.</translation>
    </message>
    <message>
        <source>The run of session %1 on this host ended with an error.</source>
        <translation>Der Lauf der Sitzung %1 auf diesem Host endete mit einem Fehler.</translation>
    </message>
    <message>
        <source>The sandbox did not start or stopped by itself.</source>
        <translation>Die Sandbox startete nicht oder endete von selbst.</translation>
    </message>
    <message>
        <source>Sandbox %1 did not start or stopped by itself.</source>
        <translation>Sandbox %1 startete nicht oder endete von selbst.</translation>
    </message>
    <message>
        <source>The tool call did not finish.</source>
        <translation>Der Werkzeugaufruf kam nicht zum Ende.</translation>
    </message>
    <message>
        <source>The tool call %1 did not finish.</source>
        <translation>Der Werkzeugaufruf %1 kam nicht zum Ende.</translation>
    </message>
    <message>
        <source>A check of this host failed.</source>
        <translation>Eine Prüfung dieses Hosts schlug fehl.</translation>
    </message>
    <message>
        <source>The check “%1” failed.</source>
        <translation>Die Prüfung „%1“ schlug fehl.</translation>
    </message>
    <message>
        <source>Webhooks cannot be received.</source>
        <translation>Webhooks können nicht empfangen werden.</translation>
    </message>
    <message>
        <source>The template cannot be used.</source>
        <translation>Die Vorlage ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Template %1 cannot be used.</source>
        <translation>Vorlage %1 ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>There is no snapshot to restore.</source>
        <translation>Es gibt keinen Snapshot zum Wiederherstellen.</translation>
    </message>
    <message>
        <source>Snapshot %1 cannot be restored.</source>
        <translation>Snapshot %1 kann nicht wiederhergestellt werden.</translation>
    </message>
    <message>
        <source>The image cannot be used.</source>
        <translation>Das Image ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Image %1 cannot be used.</source>
        <translation>Image %1 ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>The image was not imported.</source>
        <translation>Das Image wurde nicht importiert.</translation>
    </message>
    <message>
        <source>%1 was not imported.</source>
        <translation>%1 wurde nicht importiert.</translation>
    </message>
    <message>
        <source>The template was not built.</source>
        <translation>Die Vorlage wurde nicht gebaut.</translation>
    </message>
    <message>
        <source>Template %1 was not built.</source>
        <translation>Vorlage %1 wurde nicht gebaut.</translation>
    </message>
    <message>
        <source>The sandbox was not seeded to its end.</source>
        <translation>Die Sandbox wurde nicht zu Ende befüllt.</translation>
    </message>
    <message>
        <source>Sandbox %1 was not seeded to its end.</source>
        <translation>Sandbox %1 wurde nicht zu Ende befüllt.</translation>
    </message>
    <message>
        <source>It was stopped from this side.</source>
        <translation>Es wurde von dieser Seite gestoppt.</translation>
    </message>
    <message>
        <source>There was no answer within the time limit.</source>
        <translation>In der erlaubten Zeit kam keine Antwort.</translation>
    </message>
    <message>
        <source>The request was refused because of its content.</source>
        <translation>Die Anfrage wurde wegen ihres Inhalts abgewiesen.</translation>
    </message>
    <message>
        <source>The request came at a moment when it is not possible.</source>
        <translation>Die Anfrage kam in einem Moment, in dem sie nicht möglich ist.</translation>
    </message>
    <message>
        <source>What it needs does not exist, or the credential may not see it.</source>
        <translation>Was gebraucht wird, gibt es nicht, oder die Zugangsdaten dürfen es nicht sehen.</translation>
    </message>
    <message>
        <source>The operating system denied access.</source>
        <translation>Das Betriebssystem verweigerte den Zugriff.</translation>
    </message>
    <message>
        <source>The control plane does not accept the environment key: it is wrong or was revoked.</source>
        <translation>Die Control Plane nimmt den Umgebungsschlüssel nicht an: er ist falsch oder wurde widerrufen.</translation>
    </message>
    <message>
        <source>The environment key is known, but may not do this.</source>
        <translation>Der Umgebungsschlüssel ist bekannt, darf dies aber nicht.</translation>
    </message>
    <message>
        <source>Something else changed it at the same time.</source>
        <translation>Etwas anderes hat es zur selben Zeit geändert.</translation>
    </message>
    <message>
        <source>The lease ran out, or another worker holds the work item now.</source>
        <translation>Die Lease lief ab, oder ein anderer Worker hält den Arbeitseintrag jetzt.</translation>
    </message>
    <message>
        <source>The control plane asks for fewer requests.</source>
        <translation>Die Control Plane bittet um weniger Anfragen.</translation>
    </message>
    <message>
        <source>The control plane answered with an error of its own.</source>
        <translation>Die Control Plane antwortete mit einem eigenen Fehler.</translation>
    </message>
    <message>
        <source>The address cannot be listened on.</source>
        <translation>An der Adresse kann nicht gelauscht werden.</translation>
    </message>
    <message>
        <source>The connection was refused, cut off, or the name could not be resolved.</source>
        <translation>Die Verbindung wurde abgewiesen oder getrennt, oder der Name ließ sich nicht auflösen.</translation>
    </message>
    <message>
        <source>The answer does not follow the protocol.</source>
        <translation>Die Antwort folgt nicht dem Protokoll.</translation>
    </message>
    <message>
        <source>It is larger than a limit allows.</source>
        <translation>Es ist größer, als eine Grenze erlaubt.</translation>
    </message>
    <message>
        <source>This host has no disk space left.</source>
        <translation>Auf diesem Host ist kein Plattenplatz mehr.</translation>
    </message>
    <message>
        <source>This host cannot give the memory that was asked for.</source>
        <translation>Dieser Host kann den verlangten Arbeitsspeicher nicht geben.</translation>
    </message>
    <message>
        <source>A folder that Glovebox keeps things in cannot be made or written.</source>
        <translation>Ein Ordner, in dem Glovebox Dinge aufbewahrt, kann nicht angelegt oder beschrieben werden.</translation>
    </message>
    <message>
        <source>Another Glovebox is at work in the same folders.</source>
        <translation>Ein anderes Glovebox arbeitet in denselben Ordnern.</translation>
    </message>
    <message>
        <source>Another program on this host listens on that address and port already.</source>
        <translation>Ein anderes Programm auf diesem Host lauscht schon an dieser Adresse und diesem Port.</translation>
    </message>
    <message>
        <source>A program that it needs is not installed on this host.</source>
        <translation>Ein benötigtes Programm ist auf diesem Host nicht installiert.</translation>
    </message>
    <message>
        <source>This host, or a program on it, lacks what this needs.</source>
        <translation>Diesem Host oder einem Programm darauf fehlt, was dies braucht.</translation>
    </message>
    <message>
        <source>A program on this host ended with an error.</source>
        <translation>Ein Programm auf diesem Host endete mit einem Fehler.</translation>
    </message>
    <message>
        <source>The guest image is incomplete or does not match its manifest.</source>
        <translation>Das Gast-Image ist unvollständig oder passt nicht zu seinem Manifest.</translation>
    </message>
    <message>
        <source>The requested CPU acceleration does not run a guest on this host.</source>
        <translation>Die verlangte CPU-Beschleunigung führt auf diesem Host keinen Gast aus.</translation>
    </message>
    <message>
        <source>The microVM runs, but its agent does not answer in time.</source>
        <translation>Die MicroVM läuft, aber ihr Agent antwortet nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>The microVM ended by itself or was killed.</source>
        <translation>Die MicroVM endete von selbst oder wurde beendet.</translation>
    </message>
    <message>
        <source>The guest sent what no agent of ours sends, so the sandbox was not trusted any further.</source>
        <translation>Der Gast sandte, was kein Agent von uns sendet; der Sandbox wurde nicht weiter vertraut.</translation>
    </message>
    <message>
        <source>A bug in Glovebox.</source>
        <translation>Ein Fehler in Glovebox.</translation>
    </message>
    <message>
        <source>End that program, or choose another port with --webhook-listen.</source>
        <translation>Dieses Programm beenden oder mit --webhook-listen einen anderen Port wählen.</translation>
    </message>
    <message>
        <source>Ports below 1024 are root&apos;s: choose another one with --webhook-listen.</source>
        <translation>Ports unter 1024 gehören root: mit --webhook-listen einen anderen wählen.</translation>
    </message>
    <message>
        <source>Choose an address that this host has with --webhook-listen, like 127.0.0.1:8466.</source>
        <translation>Mit --webhook-listen eine Adresse wählen, die dieser Host hat, etwa 127.0.0.1:8466.</translation>
    </message>
    <message>
        <source>Free disk space; the next build needs it.</source>
        <translation>Plattenplatz frei machen; der nächste Build braucht ihn.</translation>
    </message>
    <message>
        <source>Free memory, or lower --warm, --capacity or the sandbox size.</source>
        <translation>Arbeitsspeicher frei machen oder --warm, --capacity oder die Größe der Sandboxes senken.</translation>
    </message>
    <message>
        <source>Run gloveboxctl doctor: it tells what is missing on this host.</source>
        <translation>gloveboxctl doctor ausführen: es sagt, was auf diesem Host fehlt.</translation>
    </message>
    <message>
        <source>Nothing: it is tried again by itself. If it repeats, look at the log.</source>
        <translation>Nichts: es wird von selbst erneut versucht. Wiederholt es sich, ins Protokoll sehen.</translation>
    </message>
    <message>
        <source>Correct the setting that the details name, then start again.</source>
        <translation>Die in den Einzelheiten genannte Einstellung berichtigen, dann neu starten.</translation>
    </message>
    <message>
        <source>Do what the details say, then start again.</source>
        <translation>Tun, was die Einzelheiten sagen, dann neu starten.</translation>
    </message>
    <message>
        <source>Check ANTHROPIC_ENVIRONMENT_ID against the environment&apos;s page in the Console.</source>
        <translation>ANTHROPIC_ENVIRONMENT_ID mit der Seite der Umgebung in der Console vergleichen.</translation>
    </message>
    <message>
        <source>The agent was told and may try again. Raise the tool time limit if this is normal work.</source>
        <translation>Der Agent erfuhr es und kann es erneut versuchen. Ist das normale Arbeit, das Zeitlimit für Werkzeuge erhöhen.</translation>
    </message>
    <message>
        <source>Nothing: it is retried. If it lasts, check network and proxy.</source>
        <translation>Nichts: es wird erneut versucht. Hält es an, Netz und Proxy prüfen.</translation>
    </message>
    <message>
        <source>Nothing: it is retried. If it lasts, check network, proxy and ANTHROPIC_BASE_URL.</source>
        <translation>Nichts: es wird erneut versucht. Hält es an, Netz, Proxy und ANTHROPIC_BASE_URL prüfen.</translation>
    </message>
    <message>
        <source>Run gloveboxctl doctor, then start the engine again.</source>
        <translation>gloveboxctl doctor ausführen, dann die Engine neu starten.</translation>
    </message>
    <message>
        <source>Try again; if it repeats, look at the log.</source>
        <translation>Erneut versuchen; wiederholt es sich, ins Protokoll sehen.</translation>
    </message>
    <message>
        <source>Check that Glovebox is up to date, then report it with the code below.</source>
        <translation>Prüfen, ob Glovebox aktuell ist, dann mit dem Code unten melden.</translation>
    </message>
    <message>
        <source>Check the id, and that it still exists in the Console.</source>
        <translation>Die Kennung prüfen und ob es sie in der Console noch gibt.</translation>
    </message>
    <message>
        <source>Run gloveboxctl doctor to see which permission is missing and how to grant it.</source>
        <translation>gloveboxctl doctor ausführen: es sagt, welches Recht fehlt und wie es zu geben ist.</translation>
    </message>
    <message>
        <source>Create a key for this environment in the Console and set ANTHROPIC_ENVIRONMENT_KEY.</source>
        <translation>In der Console einen Schlüssel für diese Umgebung anlegen und ANTHROPIC_ENVIRONMENT_KEY setzen.</translation>
    </message>
    <message>
        <source>Use the key that belongs to this environment.</source>
        <translation>Den Schlüssel verwenden, der zu dieser Umgebung gehört.</translation>
    </message>
    <message>
        <source>Nothing: the session continues wherever its work is held.</source>
        <translation>Nichts: die Sitzung geht dort weiter, wo ihre Arbeit gehalten wird.</translation>
    </message>
    <message>
        <source>Nothing: it slows down by itself.</source>
        <translation>Nichts: es wird von selbst langsamer.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Später erneut versuchen.</translation>
    </message>
    <message>
        <source>Check network and proxy, then try again.</source>
        <translation>Netz und Proxy prüfen, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>Ask the agent for less at a time.</source>
        <translation>Den Agenten um weniger auf einmal bitten.</translation>
    </message>
    <message>
        <source>Free disk space, for instance by destroying failed sandboxes, then try again.</source>
        <translation>Plattenplatz frei machen, etwa durch Zerstören fehlgeschlagener Sandboxes, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>Lower the sandbox size or the number of slots, or free memory.</source>
        <translation>Die Größe der Sandboxes oder die Zahl der Slots senken oder Arbeitsspeicher frei machen.</translation>
    </message>
    <message>
        <source>Make it writable for this user, or name another folder with --data-dir.</source>
        <translation>Für diesen Benutzer beschreibbar machen oder mit --data-dir einen anderen Ordner nennen.</translation>
    </message>
    <message>
        <source>End the other one, or give this one a folder of its own with --data-dir.</source>
        <translation>Das andere beenden oder diesem mit --data-dir einen eigenen Ordner geben.</translation>
    </message>
    <message>
        <source>End that program, or choose another port.</source>
        <translation>Dieses Programm beenden oder einen anderen Port wählen.</translation>
    </message>
    <message>
        <source>Run gloveboxctl doctor: it names what to install.</source>
        <translation>gloveboxctl doctor ausführen: es nennt, was zu installieren ist.</translation>
    </message>
    <message>
        <source>Run gloveboxctl doctor: it tells what is missing.</source>
        <translation>gloveboxctl doctor ausführen: es sagt, was fehlt.</translation>
    </message>
    <message>
        <source>Look at the log for its last words.</source>
        <translation>Im Protokoll seine letzten Worte ansehen.</translation>
    </message>
    <message>
        <source>Delete that image, and it is built again at the next start; one of your own (GLOVEBOX_IMAGE_DIR) has to be made anew.</source>
        <translation>Dieses Image löschen, dann wird es beim nächsten Start neu gebaut; ein eigenes (GLOVEBOX_IMAGE_DIR) muss neu gemacht werden.</translation>
    </message>
    <message>
        <source>Choose automatic acceleration, or enable virtualization for this host.</source>
        <translation>Automatische Beschleunigung wählen oder Virtualisierung für diesen Host einschalten.</translation>
    </message>
    <message>
        <source>Destroy the sandbox; the session&apos;s next tool call gets a new, empty one.</source>
        <translation>Die Sandbox zerstören; der nächste Werkzeugaufruf der Sitzung bekommt eine neue, leere.</translation>
    </message>
    <message>
        <source>Destroy the sandbox, and treat what it produced with care.</source>
        <translation>Die Sandbox zerstören und mit Vorsicht behandeln, was sie hervorbrachte.</translation>
    </message>
    <message>
        <source>Report it with the code and the log.</source>
        <translation>Mit dem Code und dem Protokoll melden.</translation>
    </message>
    <message>
        <source>The key came from %1. Create one for this environment in the Console and put it there.</source>
        <translation>Der Schlüssel kam aus %1. In der Console einen für diese Umgebung anlegen und dort eintragen.</translation>
    </message>
    <message>
        <source>The key came from %1. Put the key that belongs to this environment there.</source>
        <translation>Der Schlüssel kam aus %1. Dort den Schlüssel eintragen, der zu dieser Umgebung gehört.</translation>
    </message>
    <message>
        <source>Details: %1</source>
        <translation>Einzelheiten: %1</translation>
    </message>
    <message>
        <source>Code %1</source>
        <translation>Code %1</translation>
    </message>
    <message>
        <source>The file cannot be reached.</source>
        <translation>Die Datei ist nicht zu erreichen.</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>%1 ist nicht zu erreichen.</translation>
    </message>
</context>
<context>
    <name>EvidenceTabs</name>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Nothing was kept.</source>
        <translation>Nichts wurde behalten.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export %1</source>
        <translation>%1 exportieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>Im Hintergrund weitermachen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>To this folder; it is created when it is not there</source>
        <translation>In diesen Ordner; er wird angelegt, wenn er fehlt</translation>
    </message>
    <message>
        <source>A folder for this session is made in the one that you choose</source>
        <translation>Im gewählten Ordner wird einer für diese Sitzung angelegt</translation>
    </message>
</context>
<context>
    <name>FactLines</name>
    <message>
        <source>and %1 more</source>
        <translation>und %1 mehr</translation>
    </message>
</context>
<context>
    <name>FactTable</name>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
</context>
<context>
    <name>FileErrors</name>
    <message>
        <source>It is not there any more, or its sandbox is gone.</source>
        <translation>Es ist nicht mehr da, oder seine Sandbox gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>It may not be read, is of another kind than expected, or its sandbox did not start.</source>
        <translation>Es darf nicht gelesen werden, ist von anderer Art als erwartet, oder seine Sandbox ist nicht gestartet.</translation>
    </message>
    <message>
        <source>It is no plain file, or its name cannot be used.</source>
        <translation>Es ist keine gewöhnliche Datei, oder ihr Name ist nicht brauchbar.</translation>
    </message>
    <message>
        <source>There is more of it than is taken at once.</source>
        <translation>Es ist mehr davon da, als auf einmal genommen wird.</translation>
    </message>
    <message>
        <source>This host&apos;s operating system does not let Glovebox read or write the file here.</source>
        <translation>Das Betriebssystem dieses Rechners lässt Glovebox die Datei hier nicht lesen oder schreiben.</translation>
    </message>
    <message>
        <source>The disk is full, here or in the sandbox.</source>
        <translation>Die Platte ist voll, hier oder in der Sandbox.</translation>
    </message>
    <message>
        <source>Something of that name is here already, and stays.</source>
        <translation>Etwas dieses Namens ist hier schon da und bleibt.</translation>
    </message>
    <message>
        <source>This sandbox&apos;s agent is of before, and does not know how.</source>
        <translation>Der Agent dieser Sandbox ist von früher und kann das nicht.</translation>
    </message>
    <message>
        <source>Read the folder again.</source>
        <translation>Lesen Sie den Ordner noch einmal.</translation>
    </message>
    <message>
        <source>Try again; a terminal in the sandbox shows more.</source>
        <translation>Versuchen Sie es noch einmal; ein Terminal in der Sandbox zeigt mehr.</translation>
    </message>
    <message>
        <source>Pack what is no plain file into an archive first.</source>
        <translation>Packen Sie, was keine gewöhnliche Datei ist, zuerst in ein Archiv.</translation>
    </message>
    <message>
        <source>Look at it in a terminal, or fetch it with gloveboxctl cp.</source>
        <translation>Sehen Sie es in einem Terminal an, oder holen Sie es mit gloveboxctl cp.</translation>
    </message>
    <message>
        <source>Choose another folder or name on this host.</source>
        <translation>Wählen Sie einen anderen Ordner oder Namen auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Make room there, then try again.</source>
        <translation>Schaffen Sie dort Platz, dann versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>A new sandbox has one that does.</source>
        <translation>Eine neue Sandbox hat einen, der es kann.</translation>
    </message>
    <message>
        <source>Try again; if it lasts, look at the sandbox&apos;s console.</source>
        <translation>Versuchen Sie es noch einmal; wenn es so bleibt, sehen Sie die Konsole der Sandbox an.</translation>
    </message>
</context>
<context>
    <name>FileExportDialog</name>
    <message>
        <source>Export %1</source>
        <translation>%1 exportieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>Im Hintergrund weitermachen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>To this file</source>
        <translation>In diese Datei</translation>
    </message>
    <message>
        <source>The folder that it goes to</source>
        <translation>Der Ordner, in den sie kommt</translation>
    </message>
</context>
<context>
    <name>FilePreviewPane</name>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
</context>
<context>
    <name>FileTable</name>
    <message>
        <source>Files of the sandbox</source>
        <translation>Dateien der Sandbox</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
</context>
<context>
    <name>FilesEmpty</name>
    <message>
        <source>The session has no sandbox now</source>
        <translation>Die Sitzung hat gerade keine Sandbox</translation>
    </message>
    <message>
        <source>Show its snapshots</source>
        <translation>Ihre Snapshots zeigen</translation>
    </message>
    <message>
        <source>This sandbox has ended</source>
        <translation>Diese Sandbox ist beendet</translation>
    </message>
    <message>
        <source>Its files went with it. A new sandbox can begin from one of its snapshots.</source>
        <translation>Ihre Dateien gingen mit ihr. Eine neue Sandbox kann von einem ihrer Snapshots ausgehen.</translation>
    </message>
    <message>
        <source>Its files went with it. What was collected of its session&apos;s turns stays among the outputs.</source>
        <translation>Ihre Dateien gingen mit ihr. Was von den Runden ihrer Sitzung eingesammelt wurde, bleibt unter den Ausgaben.</translation>
    </message>
    <message>
        <source>This sandbox sleeps</source>
        <translation>Diese Sandbox schläft</translation>
    </message>
    <message>
        <source>Looking at its files wakes it, and counts as use: its idle time begins again.</source>
        <translation>Ihre Dateien anzusehen weckt sie und zählt als Nutzung: Ihre Leerlaufzeit beginnt von vorn.</translation>
    </message>
    <message>
        <source>Wake it and look</source>
        <translation>Wecken und ansehen</translation>
    </message>
    <message>
        <source>The sandbox is on its way…</source>
        <translation>Die Sandbox ist unterwegs…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Back to the folder of before</source>
        <translation>Zurück zum vorigen Ordner</translation>
    </message>
    <message>
        <source>This folder is empty</source>
        <translation>Dieser Ordner ist leer</translation>
    </message>
    <message>
        <source>Files can be dropped here, and go into the sandbox.</source>
        <translation>Dateien lassen sich hier ablegen und kommen in die Sandbox.</translation>
    </message>
    <message>
        <source>It gets one with its next tool call, if another comes. What was collected of earlier turns is under Events, at Outputs.</source>
        <translation>Sie bekommt eine mit ihrem nächsten Werkzeugaufruf, falls noch einer kommt. Was von früheren Runden eingesammelt wurde, steht bei den Ereignissen unter „Ausgaben“.</translation>
    </message>
</context>
<context>
    <name>FilesPart</name>
    <message>
        <source>The folder above</source>
        <translation>Der Ordner darüber</translation>
    </message>
    <message>
        <source>Read the folder again</source>
        <translation>Den Ordner noch einmal lesen</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Den Pfad kopieren</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>Herunterladen…</translation>
    </message>
    <message>
        <source>Copy the selected file to this host</source>
        <translation>Die ausgewählte Datei auf diesen Rechner kopieren</translation>
    </message>
    <message>
        <source>Select a file first</source>
        <translation>Wählen Sie zuerst eine Datei</translation>
    </message>
    <message>
        <source>Upload…</source>
        <translation>Hochladen…</translation>
    </message>
    <message>
        <source>Upload into this folder</source>
        <translation>In diesen Ordner hochladen</translation>
    </message>
    <message>
        <source>Files of this host into this folder; they can also be dropped on it</source>
        <translation>Dateien dieses Rechners in diesen Ordner; sie lassen sich auch darauf ablegen</translation>
    </message>
    <message>
        <source>%1 · looking for “%2”</source>
        <translation>%1 · gesucht wird „%2“</translation>
    </message>
    <message>
        <source>Drop it to upload it into this folder</source>
        <translation>Loslassen, um es in diesen Ordner hochzuladen</translation>
    </message>
    <message>
        <source>Download %1</source>
        <translation>%1 herunterladen</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
</context>
<context>
    <name>FolderButton</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
</context>
<context>
    <name>FolderChooser</name>
    <message>
        <source>Export into this folder</source>
        <translation>In diesen Ordner exportieren</translation>
    </message>
</context>
<context>
    <name>FollowBar</name>
    <message>
        <source>Follow live   End</source>
        <translation>Live folgen   Ende</translation>
    </message>
    <message>
        <source>Resume follow   End</source>
        <translation>Weiter folgen   Ende</translation>
    </message>
</context>
<context>
    <name>ForeignText</name>
    <message>
        <source>… (%1 more characters)</source>
        <translation>… (%1 Zeichen mehr)</translation>
    </message>
</context>
<context>
    <name>ForgetTemplateDialog</name>
    <message>
        <source>Delete %1?</source>
        <translation>%1 löschen?</translation>
    </message>
    <message>
        <source>Delete 1 template</source>
        <translation>1 Vorlage löschen</translation>
    </message>
    <message>
        <source>It cannot be brought back. Copy its text first if you may want it again.</source>
        <translation>Das lässt sich nicht zurückholen. Den Text vorher kopieren, wenn er noch gebraucht werden könnte.</translation>
    </message>
</context>
<context>
    <name>ForkDialog</name>
    <message>
        <source>Restore %1 as new</source>
        <translation>%1 als neue wiederherstellen</translation>
    </message>
    <message>
        <source>Fork %1</source>
        <translation>%1 forken</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Make 1 sandbox</source>
        <translation>1 Sandbox anlegen</translation>
    </message>
    <message>
        <source>Make %1 sandboxes</source>
        <translation>%1 Sandboxes anlegen</translation>
    </message>
    <message>
        <source>New sandboxes with its memory and files, kept until you destroy them. They start as slots are free and are independent of each other.</source>
        <translation>Neue Sandboxes mit seinem Arbeitsspeicher und seinen Dateien, behalten, bis sie zerstört werden. Sie starten, sobald Slots frei sind, und sind voneinander unabhängig.</translation>
    </message>
    <message>
        <source>Copies of its memory and files as they are now, kept until you destroy them. It stands still for a moment and goes on. Open connections are lost in the copies.</source>
        <translation>Kopien ihres Arbeitsspeichers und ihrer Dateien, wie sie jetzt sind, behalten, bis sie zerstört werden. Sie steht einen Moment still und läuft weiter. Offene Verbindungen gehen in den Kopien verloren.</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>Wie viele</translation>
    </message>
    <message>
        <source>1 to %1</source>
        <translation>1 bis %1</translation>
    </message>
    <message>
        <source>Name (optional, of one)</source>
        <translation>Name (optional, bei einer)</translation>
    </message>
</context>
<context>
    <name>GoToDialog</name>
    <message>
        <source>Go to a line or time</source>
        <translation>Zu Zeile oder Zeit gehen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Gehen</translation>
    </message>
    <message>
        <source>Line, or time</source>
        <translation>Zeile oder Zeit</translation>
    </message>
    <message>
        <source>Neither a line nor a time. 1003, 14:02, 14:02:11 or 2026-11-20 14:02 are.</source>
        <translation>Weder Zeile noch Zeit. 1003, 14:02, 14:02:11 oder 2026-11-20 14:02 sind es.</translation>
    </message>
    <message>
        <source>1003, 14:02, 14:02:11 or 2026-11-20 14:02</source>
        <translation>1003, 14:02, 14:02:11 oder 2026-11-20 14:02</translation>
    </message>
</context>
<context>
    <name>GrantSecretDialog</name>
    <message>
        <source>Let a sandbox use %1</source>
        <translation>Eine Sandbox %1 verwenden lassen</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird angefragt…</translation>
    </message>
    <message>
        <source>Let it use the secret</source>
        <translation>Geheimnis verwenden lassen</translation>
    </message>
    <message>
        <source>Find by name, session or template</source>
        <translation>Nach Name, Sitzung oder Vorlage suchen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>No other sandbox runs that could use it. Start or wake one first.</source>
        <translation>Keine andere Sandbox läuft, die es verwenden könnte. Zuerst eine starten oder wecken.</translation>
    </message>
    <message>
        <source>No sandbox that could use it matches “%1”.</source>
        <translation>Keine Sandbox, die es verwenden könnte, passt zu „%1“.</translation>
    </message>
    <message>
        <source>Programs that begin from now on find its placeholder in their variables; those that run already do not.</source>
        <translation>Programme, die von nun an beginnen, finden seinen Platzhalter in ihren Variablen; schon laufende nicht.</translation>
    </message>
</context>
<context>
    <name>HeaderBar</name>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Take new work again</source>
        <translation>Wieder neue Arbeit annehmen</translation>
    </message>
    <message>
        <source>Pause polling</source>
        <translation>Abfrage pausieren</translation>
    </message>
    <message>
        <source>Take no new work; what is active goes on</source>
        <translation>Keine neue Arbeit annehmen; Laufendes geht weiter</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>Pause, resume and look at each   %1</source>
        <translation>Pausieren, fortsetzen und jede ansehen   %1</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Get ready and take work</source>
        <translation>Bereit machen und Arbeit annehmen</translation>
    </message>
    <message>
        <source>Drain &amp; stop</source>
        <translation>Auslaufen &amp; stoppen</translation>
    </message>
    <message>
        <source>Take no new work, finish what is active, then stop</source>
        <translation>Keine neue Arbeit annehmen, Laufendes beenden, dann stoppen</translation>
    </message>
    <message>
        <source>Operations %1</source>
        <translation>Vorgänge %1</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Vorgänge</translation>
    </message>
    <message>
        <source>Operations, %1 going on</source>
        <translation>Vorgänge, %1 laufen</translation>
    </message>
    <message>
        <source>What takes its time: steps, results, logs   %1</source>
        <translation>Was seine Zeit braucht: Schritte, Ergebnisse, Protokolle   %1</translation>
    </message>
    <message>
        <source>Alerts %1</source>
        <translation>Meldungen %1</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Alerts, %1 new</source>
        <translation>Meldungen, %1 neu</translation>
    </message>
    <message>
        <source>What happened: what needs you, what failed   %1</source>
        <translation>Was geschah: was zu tun ist, was fehlschlug   %1</translation>
    </message>
    <message>
        <source>Look: as the desktop</source>
        <translation>Aussehen: wie der Desktop</translation>
    </message>
    <message>
        <source>Look: dark</source>
        <translation>Aussehen: dunkel</translation>
    </message>
    <message>
        <source>Look: light</source>
        <translation>Aussehen: hell</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>not reported</source>
        <translation>nicht gemeldet</translation>
    </message>
    <message>
        <source>%1 k</source>
        <translation>%1 k</translation>
    </message>
    <message>
        <source>%1 M</source>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>%1 G</source>
        <translation>%1 G</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Prepare the image</source>
        <translation>Image vorbereiten</translation>
    </message>
    <message>
        <source>Build a template</source>
        <translation>Vorlage bauen</translation>
    </message>
    <message>
        <source>Start a sandbox</source>
        <translation>Sandbox starten</translation>
    </message>
    <message>
        <source>Hibernate</source>
        <translation>Ruhezustand</translation>
    </message>
    <message>
        <source>Wake</source>
        <translation>Wecken</translation>
    </message>
    <message>
        <source>Take a snapshot</source>
        <translation>Snapshot aufnehmen</translation>
    </message>
    <message>
        <source>Verify a snapshot</source>
        <translation>Snapshot prüfen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Fork</source>
        <translation>Forken</translation>
    </message>
    <message>
        <source>Destroy</source>
        <translation>Zerstören</translation>
    </message>
    <message>
        <source>Collect outputs</source>
        <translation>Ausgaben einsammeln</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Several sandboxes</source>
        <translation>Mehrere Sandboxes</translation>
    </message>
    <message>
        <source>Import an image</source>
        <translation>Image importieren</translation>
    </message>
    <message>
        <source>Verify an image</source>
        <translation>Image prüfen</translation>
    </message>
    <message>
        <source>Remove what no image needs</source>
        <translation>Entfernen, was kein Image braucht</translation>
    </message>
    <message>
        <source>Seed a sandbox</source>
        <translation>Sandbox befüllen</translation>
    </message>
    <message>
        <source>The image was not prepared</source>
        <translation>Das Image wurde nicht vorbereitet</translation>
    </message>
    <message>
        <source>Image prepared</source>
        <translation>Image vorbereitet</translation>
    </message>
    <message>
        <source>Template build failed</source>
        <translation>Build der Vorlage fehlgeschlagen</translation>
    </message>
    <message>
        <source>Template built</source>
        <translation>Vorlage gebaut</translation>
    </message>
    <message>
        <source>Start failed</source>
        <translation>Start fehlgeschlagen</translation>
    </message>
    <message>
        <source>Hibernate failed</source>
        <translation>Ruhezustand fehlgeschlagen</translation>
    </message>
    <message>
        <source>Wake failed</source>
        <translation>Wecken fehlgeschlagen</translation>
    </message>
    <message>
        <source>Snapshot failed</source>
        <translation>Snapshot fehlgeschlagen</translation>
    </message>
    <message>
        <source>Snapshot taken</source>
        <translation>Snapshot aufgenommen</translation>
    </message>
    <message>
        <source>Snapshot not verified</source>
        <translation>Snapshot nicht geprüft</translation>
    </message>
    <message>
        <source>Snapshot verified</source>
        <translation>Snapshot geprüft</translation>
    </message>
    <message>
        <source>Restore failed</source>
        <translation>Wiederherstellen fehlgeschlagen</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Wiederhergestellt</translation>
    </message>
    <message>
        <source>Fork failed</source>
        <translation>Forken fehlgeschlagen</translation>
    </message>
    <message>
        <source>Forked</source>
        <translation>Geforkt</translation>
    </message>
    <message>
        <source>Destroy failed</source>
        <translation>Zerstören fehlgeschlagen</translation>
    </message>
    <message>
        <source>Outputs not collected</source>
        <translation>Ausgaben nicht eingesammelt</translation>
    </message>
    <message>
        <source>Export failed</source>
        <translation>Export fehlgeschlagen</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportiert</translation>
    </message>
    <message>
        <source>Several sandboxes: failed</source>
        <translation>Mehrere Sandboxes: fehlgeschlagen</translation>
    </message>
    <message>
        <source>Several sandboxes: done</source>
        <translation>Mehrere Sandboxes: fertig</translation>
    </message>
    <message>
        <source>Image import failed</source>
        <translation>Import des Images fehlgeschlagen</translation>
    </message>
    <message>
        <source>Image imported</source>
        <translation>Image importiert</translation>
    </message>
    <message>
        <source>Image not verified</source>
        <translation>Image nicht geprüft</translation>
    </message>
    <message>
        <source>Image verified</source>
        <translation>Image geprüft</translation>
    </message>
    <message>
        <source>Clean-up of images failed</source>
        <translation>Aufräumen der Images fehlgeschlagen</translation>
    </message>
    <message>
        <source>Images cleaned up</source>
        <translation>Images aufgeräumt</translation>
    </message>
    <message>
        <source>Seeding failed</source>
        <translation>Befüllen fehlgeschlagen</translation>
    </message>
    <message>
        <source>Sandbox seeded</source>
        <translation>Sandbox befüllt</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>control plane</source>
        <translation>Control Plane</translation>
    </message>
    <message>
        <source>API client</source>
        <translation>API-Client</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>Im Rahmen</translation>
    </message>
    <message>
        <source>Nearly used up</source>
        <translation>Fast verbraucht</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>Each session</source>
        <translation>Jede Sitzung</translation>
    </message>
    <message>
        <source>Each environment</source>
        <translation>Jede Umgebung</translation>
    </message>
    <message>
        <source>This host</source>
        <translation>Dieser Host</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>am Tag</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>insgesamt</translation>
    </message>
    <message>
        <source>then no new work is taken</source>
        <translation>dann wird keine neue Arbeit angenommen</translation>
    </message>
    <message>
        <source>then its sandboxes are paused</source>
        <translation>dann werden die Sandboxes pausiert</translation>
    </message>
    <message>
        <source>then a warning</source>
        <translation>dann eine Warnung</translation>
    </message>
    <message>
        <source>%1: %2 %3, %4</source>
        <translation>%1: %2 %3, %4</translation>
    </message>
    <message>
        <source>Running machine</source>
        <translation>Laufende Maschine</translation>
    </message>
    <message>
        <source>Files of a machine</source>
        <translation>Dateien einer Maschine</translation>
    </message>
    <message>
        <source>Disk layer</source>
        <translation>Plattenschicht</translation>
    </message>
    <message>
        <source>Snapshot or template</source>
        <translation>Snapshot oder Vorlage</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Unknown file</source>
        <translation>Unbekannte Datei</translation>
    </message>
</context>
<context>
    <name>HostCheckLine</name>
    <message>
        <source>%1: %2. %3</source>
        <translation>%1: %2. %3</translation>
    </message>
    <message>
        <source>Re-check %1</source>
        <translation>%1 erneut prüfen</translation>
    </message>
    <message>
        <source>If ignored: %1</source>
        <translation>Ohne Abhilfe: %1</translation>
    </message>
    <message>
        <source>To mend %1</source>
        <translation>Abhilfe für %1</translation>
    </message>
    <message>
        <source>Copy the command for %1</source>
        <translation>Befehl für %1 kopieren</translation>
    </message>
</context>
<context>
    <name>ImageActions</name>
    <message>
        <source>New sandbox…</source>
        <translation>Neue Sandbox…</translation>
    </message>
    <message>
        <source>One of your own that runs from it</source>
        <translation>Eine eigene, die daraus läuft</translation>
    </message>
    <message>
        <source>New template…</source>
        <translation>Neue Vorlage…</translation>
    </message>
    <message>
        <source>Made from it, with steps</source>
        <translation>Daraus gemacht, mit Schritten</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Reads all of it, and compares it with its digests</source>
        <translation>Liest alles davon und vergleicht es mit seinen Digests</translation>
    </message>
    <message>
        <source>Add name…</source>
        <translation>Namen hinzufügen…</translation>
    </message>
    <message>
        <source>One more name that leads to it</source>
        <translation>Ein weiterer Name, der zu ihm führt</translation>
    </message>
    <message>
        <source>Remove it from this host…</source>
        <translation>Von diesem Host entfernen…</translation>
    </message>
    <message>
        <source>Try again…</source>
        <translation>Erneut versuchen…</translation>
    </message>
    <message>
        <source>What is here already is not fetched again</source>
        <translation>Was schon hier ist, wird nicht noch einmal geholt</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Among the operations</source>
        <translation>Bei den Vorgängen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Remove its entry…</source>
        <translation>Seinen Eintrag entfernen…</translation>
    </message>
</context>
<context>
    <name>ImagePane</name>
    <message>
        <source>default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Cancelled or interrupted, the next import of it goes on where this one ended.</source>
        <translation>Wurde er abgebrochen oder unterbrochen, macht der nächste Import da weiter, wo dieser endete.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>How it runs</source>
        <translation>Wie es läuft</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Layers, lowest first</source>
        <translation>Schichten, unterste zuerst</translation>
    </message>
    <message>
        <source>It is not kept in layers.</source>
        <translation>Es wird nicht in Schichten gehalten.</translation>
    </message>
    <message>
        <source>It cannot be removed now. %1</source>
        <translation>Es kann jetzt nicht entfernt werden. %1</translation>
    </message>
</context>
<context>
    <name>ImageTable</name>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf Platte</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>Verwendet von</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Standard</translation>
    </message>
</context>
<context>
    <name>Images</name>
    <message>
        <source>%1 on disk: packed file systems %2, layers %3</source>
        <translation>%1 auf Platte: gepackte Dateisysteme %2, Schichten %3</translation>
    </message>
    <message>
        <source>%1, unneeded %2</source>
        <translation>%1, unnötig %2</translation>
    </message>
    <message>
        <source>%1 would become free now.</source>
        <translation>%1 würden jetzt frei.</translation>
    </message>
    <message>
        <source>There is nothing to be freed now.</source>
        <translation>Jetzt gibt es nichts frei zu machen.</translation>
    </message>
    <message>
        <source>registry</source>
        <translation>Registry</translation>
    </message>
    <message>
        <source>OCI layout</source>
        <translation>OCI-Layout</translation>
    </message>
    <message>
        <source>archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>tarball</source>
        <translation>Tarball</translation>
    </message>
    <message>
        <source>built here</source>
        <translation>hier gebaut</translation>
    </message>
    <message>
        <source>file or folder</source>
        <translation>Datei oder Ordner</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>1 sandbox</source>
        <translation>1 Sandbox</translation>
    </message>
    <message>
        <source>%1 sandboxes</source>
        <translation>%1 Sandboxes</translation>
    </message>
    <message>
        <source>1 template</source>
        <translation>1 Vorlage</translation>
    </message>
    <message>
        <source>%1 templates</source>
        <translation>%1 Vorlagen</translation>
    </message>
    <message>
        <source>1 snapshot</source>
        <translation>1 Snapshot</translation>
    </message>
    <message>
        <source>%1 snapshots</source>
        <translation>%1 Snapshots</translation>
    </message>
    <message>
        <source>the default image</source>
        <translation>das Standard-Image</translation>
    </message>
    <message>
        <source>image %1</source>
        <translation>Image %1</translation>
    </message>
    <message>
        <source>template %1</source>
        <translation>Vorlage %1</translation>
    </message>
    <message>
        <source>snapshot %1</source>
        <translation>Snapshot %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 nach %2</translation>
    </message>
    <message>
        <source>%1, every %2 for up to %3</source>
        <translation>%1, alle %2, höchstens %3 lang</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>ImagesPage</name>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Filter images</source>
        <translation>Images filtern</translation>
    </message>
    <message>
        <source>Build…</source>
        <translation>Bauen…</translation>
    </message>
    <message>
        <source>Build the agent image…</source>
        <translation>Agent-Image bauen…</translation>
    </message>
    <message>
        <source>Tools, git, Python, Node and the SDK, from the distribution&apos;s packages</source>
        <translation>Werkzeuge, git, Python, Node und das SDK, aus den Paketen der Distribution</translation>
    </message>
    <message>
        <source>Clean up…</source>
        <translation>Aufräumen…</translation>
    </message>
    <message>
        <source>Remove unneeded…</source>
        <translation>Unnötiges entfernen…</translation>
    </message>
    <message>
        <source>Layers and files that no image needs any more</source>
        <translation>Schichten und Dateien, die kein Image mehr braucht</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Import image…</source>
        <translation>Image importieren…</translation>
    </message>
    <message>
        <source>From a registry, or from a file or folder</source>
        <translation>Aus einer Registry oder aus einer Datei oder einem Ordner</translation>
    </message>
    <message>
        <source>No images yet</source>
        <translation>Noch keine Images</translation>
    </message>
    <message>
        <source>The built-in one is what sandboxes get. Any image that follows the OCI standard can be brought in: from a registry, or from a file, which can also be dropped here.</source>
        <translation>Sandboxes bekommen das eingebaute. Jedes Image nach dem OCI-Standard kann hereingeholt werden: aus einer Registry oder aus einer Datei, die auch hier abgelegt werden kann.</translation>
    </message>
    <message>
        <source>No image matches the filter</source>
        <translation>Kein Image passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>Drop it to import it as an image</source>
        <translation>Ablegen, um es als Image zu importieren</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import an image</source>
        <translation>Image importieren</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird angefragt…</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>From a registry</source>
        <translation>Aus einer Registry</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>With a tag or a digest</source>
        <translation>Mit einem Tag oder Digest</translation>
    </message>
    <message>
        <source>Credentials file (optional)</source>
        <translation>Datei mit Zugangsdaten (optional)</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>The file with the registry&apos;s credentials</source>
        <translation>Die Datei mit den Zugangsdaten der Registry</translation>
    </message>
    <message>
        <source>As docker login and skopeo login write it</source>
        <translation>Wie docker login und skopeo login sie schreiben</translation>
    </message>
    <message>
        <source>Plain HTTP, without TLS</source>
        <translation>Einfaches HTTP, ohne TLS</translation>
    </message>
    <message>
        <source>From a file or folder</source>
        <translation>Aus einer Datei oder einem Ordner</translation>
    </message>
    <message>
        <source>File or folder on this host</source>
        <translation>Datei oder Ordner auf diesem Host</translation>
    </message>
    <message>
        <source>A saved image, an OCI archive or layout, or a root file system in a tar file</source>
        <translation>Ein gespeichertes Image, ein OCI-Archiv oder -Layout oder ein Wurzeldateisystem in einer tar-Datei</translation>
    </message>
    <message>
        <source>The image&apos;s file</source>
        <translation>Die Datei des Images</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>A folder in the OCI layout</source>
        <translation>Ein Ordner im OCI-Layout</translation>
    </message>
    <message>
        <source>A file can also be dropped on the page.</source>
        <translation>Eine Datei kann auch auf der Seite abgelegt werden.</translation>
    </message>
    <message>
        <source>Without TLS anybody on the way can read the credentials and change the image. Only for a registry on this host or in a network that you trust.</source>
        <translation>Ohne TLS kann jeder auf dem Weg die Zugangsdaten lesen und das Image ändern. Nur für eine Registry auf diesem Host oder in einem vertrauten Netz.</translation>
    </message>
    <message>
        <source>Name (optional)</source>
        <translation>Name (optional)</translation>
    </message>
    <message>
        <source>It will be called %1</source>
        <translation>Es wird %1 heißen</translation>
    </message>
    <message>
        <source>What sandboxes and templates ask for it by</source>
        <translation>Wonach Sandboxes und Vorlagen es verlangen</translation>
    </message>
</context>
<context>
    <name>InsideTabs</name>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
</context>
<context>
    <name>KeepAwakeDialog</name>
    <message>
        <source>Keep %1 awake</source>
        <translation>%1 wach halten</translation>
    </message>
    <message>
        <source>Let it rest</source>
        <translation>Ruhen lassen</translation>
    </message>
    <message>
        <source>Keep awake</source>
        <translation>Wach halten</translation>
    </message>
    <message>
        <source>It is kept awake for another %1. No step of its idle ladder is taken before that; after it, the steps count as if it had just been used.</source>
        <translation>Sie wird noch %1 wach gehalten. Davor wird keine ihrer Leerlaufstufen genommen; danach zählen die Stufen, als wäre sie gerade genutzt worden.</translation>
    </message>
    <message>
        <source>No step of its idle ladder is taken before that, whoever uses it or not; after it, the steps count as if it had just been used.</source>
        <translation>Davor wird keine ihrer Leerlaufstufen genommen, ob jemand sie nutzt oder nicht; danach zählen die Stufen, als wäre sie gerade genutzt worden.</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>4 h</source>
        <translation>4 h</translation>
    </message>
    <message>
        <source>12 h</source>
        <translation>12 h</translation>
    </message>
    <message>
        <source>Until…</source>
        <translation>Bis…</translation>
    </message>
    <message>
        <source>No longer</source>
        <translation>Nicht länger</translation>
    </message>
    <message>
        <source>Until, by the clock below</source>
        <translation>Bis, nach der Uhr unten</translation>
    </message>
    <message>
        <source>Hours and minutes, 18:30</source>
        <translation>Stunden und Minuten, 18:30</translation>
    </message>
</context>
<context>
    <name>KeyDialog</name>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Glovebox is at it. The answer comes here, and a secret is shown this once.</source>
        <translation>Glovebox ist dabei. Die Antwort kommt hierher, und ein Geheimnis wird dieses eine Mal gezeigt.</translation>
    </message>
</context>
<context>
    <name>KeyHints</name>
    <message>
        <source>The next key leads to a page</source>
        <translation>Die nächste Taste führt zu einer Seite</translation>
    </message>
</context>
<context>
    <name>KeyRows</name>
    <message>
        <source>Press the new key</source>
        <translation>Neue Taste drücken</translation>
    </message>
    <message>
        <source>%1, then…</source>
        <translation>%1, dann…</translation>
    </message>
    <message>
        <source>%1: back to its own key</source>
        <translation>%1: zurück zur eigenen Taste</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>Lassen, wie sie ist</translation>
    </message>
    <message>
        <source>%1: another key…</source>
        <translation>%1: andere Taste…</translation>
    </message>
</context>
<context>
    <name>KeySecret</name>
    <message>
        <source>This is the only time that it is shown: Glovebox keeps a hash of it and cannot tell it again.</source>
        <translation>Es wird nur dieses eine Mal gezeigt: Glovebox behält einen Hash davon und kann es nicht noch einmal nennen.</translation>
    </message>
    <message>
        <source>Secret of %1</source>
        <translation>Geheimnis von %1</translation>
    </message>
    <message>
        <source>Settings of a client</source>
        <translation>Einstellungen eines Clients</translation>
    </message>
    <message>
        <source>Settings of a client; no port is open that it could use</source>
        <translation>Einstellungen eines Clients; kein Port ist offen, den er nutzen könnte</translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>May</source>
        <translation>Darf</translation>
    </message>
    <message>
        <source>Secret since</source>
        <translation>Geheimnis seit</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt genutzt</translation>
    </message>
    <message>
        <source>Runs out</source>
        <translation>Läuft ab</translation>
    </message>
    <message>
        <source>What can be done</source>
        <translation>Was möglich ist</translation>
    </message>
    <message>
        <source>Give %1 a new secret</source>
        <translation>%1 ein neues Geheimnis geben</translation>
    </message>
    <message>
        <source>Revoke %1</source>
        <translation>%1 widerrufen</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>All as they were made</source>
        <translation>Alle wie vorgesehen</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Letters and signs are keys. Without them, only arrows, F keys, Delete and keys with Ctrl or Alt do something.</source>
        <translation>Buchstaben und Zeichen sind Tasten. Ohne sie tun nur Pfeile, F-Tasten, Entf und Tasten mit Strg oder Alt etwas.</translation>
    </message>
</context>
<context>
    <name>LadderDialog</name>
    <message>
        <source>When nobody uses sandboxes of %1</source>
        <translation>Wenn niemand Sandboxes von %1 nutzt</translation>
    </message>
    <message>
        <source>When nobody uses %1</source>
        <translation>Wenn niemand %1 nutzt</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Of sandboxes that are made of it from now on. Each step counts from a sandbox&apos;s last use.</source>
        <translation>Für Sandboxes, die von nun an daraus gemacht werden. Jede Stufe zählt ab der letzten Nutzung einer Sandbox.</translation>
    </message>
    <message>
        <source>Each step counts from its last use: a tool call, a file, a message. Looking at it here does not count. Any use wakes it.</source>
        <translation>Jede Stufe zählt ab der letzten Nutzung: ein Werkzeugaufruf, eine Datei, eine Nachricht. Sie hier anzusehen zählt nicht. Jede Nutzung weckt sie.</translation>
    </message>
    <message>
        <source>As their environment or the engine has it</source>
        <translation>Wie ihre Umgebung oder die Engine es hat</translation>
    </message>
    <message>
        <source>It is kept: no timer destroys it.</source>
        <translation>Sie wird behalten: kein Timer zerstört sie.</translation>
    </message>
</context>
<context>
    <name>LadderFields</name>
    <message>
        <source>Pause after</source>
        <translation>Pausieren nach</translation>
    </message>
    <message>
        <source>Hibernate after</source>
        <translation>Ruhezustand nach</translation>
    </message>
    <message>
        <source>Destroy after</source>
        <translation>Zerstören nach</translation>
    </message>
</context>
<context>
    <name>LadderStepField</name>
    <message>
        <source>%1, in minutes</source>
        <translation>%1, in Minuten</translation>
    </message>
</context>
<context>
    <name>LateNote</name>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Force…</source>
        <translation>Erzwingen…</translation>
    </message>
    <message>
        <source>Destroy it without waiting</source>
        <translation>Ohne zu warten zerstören</translation>
    </message>
</context>
<context>
    <name>LeftoversDrawer</name>
    <message>
        <source>Not explained</source>
        <translation>Nicht erklärt</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird nachgesehen…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Neu nachsehen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Nachsehen</translation>
    </message>
    <message>
        <source>Compares what lies here with what is recorded; changes nothing</source>
        <translation>Vergleicht, was hier liegt, mit dem, was verzeichnet ist; ändert nichts</translation>
    </message>
    <message>
        <source>What no record explains</source>
        <translation>Was kein Eintrag erklärt</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>Wird entfernt…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Everything is explained</source>
        <translation>Alles ist erklärt</translation>
    </message>
    <message>
        <source>Nobody looked yet</source>
        <translation>Noch wurde nicht nachgesehen</translation>
    </message>
    <message>
        <source>Every machine, layer and file of ours on this host has its record.</source>
        <translation>Jede Maschine, Schicht und Datei von uns auf diesem Host hat ihren Eintrag.</translation>
    </message>
    <message>
        <source>Looking compares what lies in our folders and lives on this host with what is recorded.</source>
        <translation>Nachsehen vergleicht, was in unseren Ordnern liegt und auf diesem Host lebt, mit dem, was verzeichnet ist.</translation>
    </message>
</context>
<context>
    <name>LibraryErrors</name>
    <message>
        <source>What was asked for cannot be an image, or be called so.</source>
        <translation>Was verlangt wurde, kann kein Image sein oder so heißen.</translation>
    </message>
    <message>
        <source>There is no such image.</source>
        <translation>Es gibt kein solches Image.</translation>
    </message>
    <message>
        <source>The registry, or the operating system, does not allow to read it.</source>
        <translation>Die Registry oder das Betriebssystem erlaubt nicht, es zu lesen.</translation>
    </message>
    <message>
        <source>It is in use.</source>
        <translation>Es ist in Verwendung.</translation>
    </message>
    <message>
        <source>The registry wants no more requests from here for now.</source>
        <translation>Die Registry will von hier vorerst keine Anfragen mehr.</translation>
    </message>
    <message>
        <source>The registry answered with an error of its own.</source>
        <translation>Die Registry antwortete mit einem eigenen Fehler.</translation>
    </message>
    <message>
        <source>The registry cannot be reached.</source>
        <translation>Die Registry ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The registry&apos;s answer makes no sense.</source>
        <translation>Die Antwort der Registry ergibt keinen Sinn.</translation>
    </message>
    <message>
        <source>It is larger than an image may be.</source>
        <translation>Es ist größer, als ein Image sein darf.</translation>
    </message>
    <message>
        <source>It is not for this host&apos;s architecture, or of a kind that Glovebox does not read.</source>
        <translation>Es ist nicht für die Architektur dieses Hosts oder von einer Art, die Glovebox nicht liest.</translation>
    </message>
    <message>
        <source>Its content is not what its checksums say.</source>
        <translation>Sein Inhalt ist nicht, was seine Prüfsummen sagen.</translation>
    </message>
    <message>
        <source>Check how it is spelled, and that it is there.</source>
        <translation>Prüfen, wie es geschrieben wird und ob es da ist.</translation>
    </message>
    <message>
        <source>Name a file with credentials, or check who may read it.</source>
        <translation>Eine Datei mit Zugangsdaten nennen oder prüfen, wer es lesen darf.</translation>
    </message>
    <message>
        <source>Remove what uses it first.</source>
        <translation>Zuerst entfernen, was es verwendet.</translation>
    </message>
    <message>
        <source>Try again later, or with credentials.</source>
        <translation>Später erneut versuchen oder mit Zugangsdaten.</translation>
    </message>
    <message>
        <source>Try again later; layers that are here already are not fetched again.</source>
        <translation>Später erneut versuchen; Schichten, die schon hier sind, werden nicht noch einmal geholt.</translation>
    </message>
    <message>
        <source>Use a smaller image.</source>
        <translation>Ein kleineres Image verwenden.</translation>
    </message>
    <message>
        <source>Free disk space, for instance by removing images that nothing needs, then try again.</source>
        <translation>Plattenplatz frei machen, etwa durch Entfernen nicht benötigter Images, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>Use an image for linux/amd64.</source>
        <translation>Ein Image für linux/amd64 verwenden.</translation>
    </message>
    <message>
        <source>Import it again: what is damaged here is then made anew. What is damaged where it comes from has to be put right there.</source>
        <translation>Erneut importieren: was hier beschädigt ist, wird dann neu gemacht. Was an seiner Quelle beschädigt ist, muss dort in Ordnung gebracht werden.</translation>
    </message>
    <message>
        <source>The image itself is bad.</source>
        <translation>Das Image selbst ist schlecht.</translation>
    </message>
    <message>
        <source>Use another image, or have this one put right where it comes from.</source>
        <translation>Ein anderes Image verwenden oder dieses an seiner Quelle in Ordnung bringen lassen.</translation>
    </message>
    <message>
        <source>Somebody cancelled it.</source>
        <translation>Jemand hat es abgebrochen.</translation>
    </message>
    <message>
        <source>A step, or the ready check, took longer than it may.</source>
        <translation>Ein Schritt oder die Bereitschaftsprüfung dauerte länger als erlaubt.</translation>
    </message>
    <message>
        <source>The definition asks for something that cannot be done.</source>
        <translation>Die Definition verlangt etwas, das nicht möglich ist.</translation>
    </message>
    <message>
        <source>What it is made from, or a file to be copied, is not on this host.</source>
        <translation>Woraus sie gemacht wird oder eine zu kopierende Datei ist nicht auf diesem Host.</translation>
    </message>
    <message>
        <source>A step, or the ready check, ended with an error.</source>
        <translation>Ein Schritt oder die Bereitschaftsprüfung endete mit einem Fehler.</translation>
    </message>
    <message>
        <source>Look at the build log, correct the definition, and build again.</source>
        <translation>Das Build-Protokoll ansehen, die Definition berichtigen und neu bauen.</translation>
    </message>
    <message>
        <source>A step asks for something that cannot be done.</source>
        <translation>Ein Schritt verlangt etwas, das nicht möglich ist.</translation>
    </message>
    <message>
        <source>What a step puts in, copies or clones is not there.</source>
        <translation>Was ein Schritt ablegt, kopiert oder klont, ist nicht da.</translation>
    </message>
    <message>
        <source>What a step puts in may not be read, or its place not be written.</source>
        <translation>Was ein Schritt ablegt, darf nicht gelesen oder sein Ort nicht beschrieben werden.</translation>
    </message>
    <message>
        <source>Look at its log, put the step right, and seed again. What was done so far stays in the sandbox.</source>
        <translation>Sein Protokoll ansehen, den Schritt in Ordnung bringen und neu befüllen. Was bisher getan wurde, bleibt in der Sandbox.</translation>
    </message>
</context>
<context>
    <name>LibraryTabs</name>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>This link is too long to be one of Glovebox.</source>
        <translation>Dieser Link ist zu lang für einen von Glovebox.</translation>
    </message>
    <message>
        <source>This is no link of Glovebox: those begin with glovebox://.</source>
        <translation>Das ist kein Link von Glovebox: die beginnen mit glovebox://.</translation>
    </message>
    <message>
        <source>This link leads to a kind of object that is not known here: sandboxes, sessions, snapshots, templates and images are.</source>
        <translation>Dieser Link führt zu einer Art von Objekt, die hier nicht bekannt ist: sandboxes, sessions, snapshots, templates und images sind es.</translation>
    </message>
    <message>
        <source>This link names no object: an id is letters, digits and - _ . :</source>
        <translation>Dieser Link nennt kein Objekt: eine Kennung besteht aus Buchstaben, Ziffern und - _ . :</translation>
    </message>
</context>
<context>
    <name>LogChart</name>
    <message>
        <source>%1. Enter shows only these times.</source>
        <translation>%1. Eingabe zeigt nur diese Zeiten.</translation>
    </message>
    <message>
        <source>Lines over time. %1. Left and right read the times, Enter goes there.</source>
        <translation>Zeilen über die Zeit. %1. Links und Rechts lesen die Zeiten, Eingabe geht dorthin.</translation>
    </message>
    <message>
        <source>volume</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>warn</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>LogExportDialog</name>
    <message>
        <source>Export the log</source>
        <translation>Protokoll exportieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>Im Hintergrund weitermachen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Oldest line first. The file begins with its source, times, filter, and how many lines it has and misses.</source>
        <translation>Älteste Zeile zuerst. Die Datei beginnt mit ihrer Quelle, den Zeiten, dem Filter und damit, wie viele Zeilen sie hat und vermisst.</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation>JSON-Zeilen</translation>
    </message>
    <message>
        <source>Compressed (gzip)</source>
        <translation>Komprimiert (gzip)</translation>
    </message>
    <message>
        <source>To this file</source>
        <translation>In diese Datei</translation>
    </message>
    <message>
        <source>The folder that it goes to</source>
        <translation>Der Ordner, in den sie kommt</translation>
    </message>
</context>
<context>
    <name>LogFoot</name>
    <message>
        <source>Around it</source>
        <translation>Umgebendes</translation>
    </message>
    <message>
        <source>5 lines more on each side, also of what the filter hides   +</source>
        <translation>5 Zeilen mehr auf jeder Seite, auch was der Filter verbirgt   +</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>With time and source   %1</source>
        <translation>Mit Zeit und Quelle   %1</translation>
    </message>
    <message>
        <source>Copy with context</source>
        <translation>Mit Kontext kopieren</translation>
    </message>
    <message>
        <source>With the lines around, and where they are from</source>
        <translation>Mit den Zeilen darum herum und ihrer Herkunft</translation>
    </message>
    <message>
        <source>Open the call</source>
        <translation>Aufruf öffnen</translation>
    </message>
    <message>
        <source>Open the session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>Sandbox öffnen</translation>
    </message>
</context>
<context>
    <name>LogLine</name>
    <message>
        <source>hide %1</source>
        <translation>%1 ausblenden</translation>
    </message>
    <message>
        <source>show %1</source>
        <translation>%1 zeigen</translation>
    </message>
</context>
<context>
    <name>LogText</name>
    <message>
        <source>… more; copy the line, or export</source>
        <translation>… mehr; die Zeile kopieren oder exportieren</translation>
    </message>
</context>
<context>
    <name>LogTools</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter: words, -words, source:engine</source>
        <translation>Filter: wörter, -wörter, source:engine</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Wrapping, colours, times</source>
        <translation>Umbruch, Farben, Zeiten</translation>
    </message>
    <message>
        <source>Copy the selected lines</source>
        <translation>Ausgewählte Zeilen kopieren</translation>
    </message>
    <message>
        <source>Copy: select lines first</source>
        <translation>Kopieren: zuerst Zeilen auswählen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Following</source>
        <translation>Folgt</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Stay at the newest line   End</source>
        <translation>Bei der neuesten Zeile bleiben   Ende</translation>
    </message>
</context>
<context>
    <name>LogViewMenu</name>
    <message>
        <source>Wrap long lines</source>
        <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
        <source>Escape sequences, not colours</source>
        <translation>Steuersequenzen statt Farben</translation>
    </message>
    <message>
        <source>Times: local</source>
        <translation>Zeiten: lokal</translation>
    </message>
    <message>
        <source>Times: UTC</source>
        <translation>Zeiten: UTC</translation>
    </message>
    <message>
        <source>Times: relative</source>
        <translation>Zeiten: relativ</translation>
    </message>
</context>
<context>
    <name>LogsPage</name>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Back to where you came from   %1</source>
        <translation>Zurück zum Ausgangspunkt   %1</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>Zurück zu %1</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Find a regular expression</source>
        <translation>Einen regulären Ausdruck suchen</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>Regulärer Ausdruck</translation>
    </message>
    <message>
        <source>Tell capital from small letters</source>
        <translation>Groß- und Kleinbuchstaben unterscheiden</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>Groß-/Kleinschreibung</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Find: %1</source>
        <translation>Suchen: %1</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Protokollzeilen</translation>
    </message>
    <message>
        <source>No lines yet</source>
        <translation>Noch keine Zeilen</translation>
    </message>
    <message>
        <source>No line matches the filter</source>
        <translation>Keine Zeile passt zum Filter</translation>
    </message>
    <message>
        <source>What the engine says, what sandboxes print and what sessions do will appear here.</source>
        <translation>Was die Engine sagt, was Sandboxes ausgeben und was Sitzungen tun, erscheint hier.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>MistakeLines</name>
    <message>
        <source>Mistakes</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Line %1</source>
        <translation>Zeile %1</translation>
    </message>
</context>
<context>
    <name>NameImageDialog</name>
    <message>
        <source>Another name for %1</source>
        <translation>Ein weiterer Name für %1</translation>
    </message>
    <message>
        <source>Add name</source>
        <translation>Namen hinzufügen</translation>
    </message>
    <message>
        <source>It keeps its other names. When another image is called so, that one loses the name.</source>
        <translation>Es behält seine anderen Namen. Heißt ein anderes Image so, verliert jenes den Namen.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>255 bytes at most, without spaces</source>
        <translation>Höchstens 255 Bytes, ohne Leerzeichen</translation>
    </message>
</context>
<context>
    <name>NeedsCard</name>
    <message>
        <source>Needs you</source>
        <translation>Zu tun</translation>
    </message>
    <message>
        <source>1 item</source>
        <translation>1 Punkt</translation>
    </message>
    <message>
        <source>%1 items</source>
        <translation>%1 Punkte</translation>
    </message>
    <message>
        <source>Nothing needed you</source>
        <translation>Nichts war zu tun</translation>
    </message>
    <message>
        <source>Nothing needs you</source>
        <translation>Nichts ist zu tun</translation>
    </message>
</context>
<context>
    <name>NetworkPart</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Nothing tried to leave yet</source>
        <translation>Noch wollte nichts hinaus</translation>
    </message>
    <message>
        <source>The session has no sandbox now. Attempts since this window was opened appear here; earlier ones: gloveboxctl egress log.</source>
        <translation>Die Sitzung hat gerade keine Sandbox. Versuche, seit dieses Fenster offen ist, erscheinen hier; frühere: gloveboxctl egress log.</translation>
    </message>
    <message>
        <source>Each host that the sandbox asks for appears here, with the rule that decided. Earlier ones: gloveboxctl egress log.</source>
        <translation>Jeder Rechner, nach dem die Sandbox fragt, erscheint hier, mit der Regel, die entschied. Frühere: gloveboxctl egress log.</translation>
    </message>
</context>
<context>
    <name>NewKeyDialog</name>
    <message>
        <source>The key is made</source>
        <translation>Der Schlüssel ist gemacht</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neuer Schlüssel</translation>
    </message>
    <message>
        <source>Making it…</source>
        <translation>Wird gemacht…</translation>
    </message>
    <message>
        <source>Make the key</source>
        <translation>Schlüssel machen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>nightly tests</source>
        <translation>nächtliche Tests</translation>
    </message>
    <message>
        <source>Who or what uses it; the audit trail names it.</source>
        <translation>Wer oder was ihn nutzt; das Audit-Protokoll nennt ihn.</translation>
    </message>
    <message>
        <source>What it may do</source>
        <translation>Was er darf</translation>
    </message>
    <message>
        <source>Look at sandboxes, sessions and figures. It changes nothing, and sees no files, terminals or secrets.</source>
        <translation>Sandboxes, Sitzungen und Zahlen ansehen. Er ändert nichts und sieht keine Dateien, Terminals oder Geheimnisse.</translation>
    </message>
    <message>
        <source>Make, use, change and end sandboxes and snapshots, run programs in them, answer approvals. What existing clients need.</source>
        <translation>Sandboxes und Snapshots machen, nutzen, ändern und beenden, Programme darin ausführen, Freigaben beantworten. Was vorhandene Clients brauchen.</translation>
    </message>
    <message>
        <source>All of that, and images, templates, secrets, environments, egress profiles and keys.</source>
        <translation>All das, dazu Images, Vorlagen, Geheimnisse, Umgebungen, Egress-Profile und Schlüssel.</translation>
    </message>
    <message>
        <source>Runs out after</source>
        <translation>Läuft ab nach</translation>
    </message>
    <message>
        <source>It is good until somebody revokes it.</source>
        <translation>Er gilt, bis jemand ihn widerruft.</translation>
    </message>
</context>
<context>
    <name>NewSandboxBase</name>
    <message>
        <source>It starts as soon as a slot is free, and is kept until you destroy it: no timer, no session and no shutdown ends it.</source>
        <translation>Sie startet, sobald ein Slot frei ist, und wird behalten, bis sie zerstört wird: kein Timer, keine Sitzung und kein Herunterfahren beendet sie.</translation>
    </message>
    <message>
        <source>Name (optional)</source>
        <translation>Name (optional)</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>vCPUs</source>
        <translation>vCPUs</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>What it may take of the host, and what becomes of it when nobody uses it</source>
        <translation>Was sie vom Host nehmen darf und was aus ihr wird, wenn niemand sie nutzt</translation>
    </message>
    <message>
        <source>CPU weight</source>
        <translation>CPU-Gewicht</translation>
    </message>
    <message>
        <source>1 to 10,000; others have 100</source>
        <translation>1 bis 10000; andere haben 100</translation>
    </message>
    <message>
        <source>Disk rate</source>
        <translation>Plattenrate</translation>
    </message>
    <message>
        <source>MiB/s; empty: no limit</source>
        <translation>MiB/s; leer: keine Grenze</translation>
    </message>
    <message>
        <source>Disk operations</source>
        <translation>Plattenzugriffe</translation>
    </message>
    <message>
        <source>a second; empty: no limit</source>
        <translation>je Sekunde; leer: keine Grenze</translation>
    </message>
    <message>
        <source>An idle ladder of its own; otherwise the engine&apos;s</source>
        <translation>Eigene Leerlaufstufen; sonst die der Engine</translation>
    </message>
</context>
<context>
    <name>NewSandboxDialog</name>
    <message>
        <source>New sandbox</source>
        <translation>Neue Sandbox</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Creating…</source>
        <translation>Wird angelegt…</translation>
    </message>
    <message>
        <source>Create sandbox</source>
        <translation>Sandbox anlegen</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Grundlage</translation>
    </message>
    <message>
        <source>Files and commands</source>
        <translation>Dateien und Befehle</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Binding</source>
        <translation>Bindung</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Zusammenfassung</translation>
    </message>
    <message>
        <source>What you entered is lost then. Cancel once more to leave.</source>
        <translation>Das Eingegebene geht dann verloren. Zum Verlassen noch einmal abbrechen.</translation>
    </message>
</context>
<context>
    <name>NewSandboxSummary</name>
    <message>
        <source>A new sandbox, kept until you destroy it</source>
        <translation>Eine neue Sandbox, behalten, bis sie zerstört wird</translation>
    </message>
    <message>
        <source>%1, kept until you destroy it</source>
        <translation>%1, behalten, bis sie zerstört wird</translation>
    </message>
    <message>
        <source>Its egress is open: it may reach any public host, and whatever is in it can leave it.</source>
        <translation>Ihr Egress ist offen: sie kann jeden öffentlichen Host erreichen, und was in ihr ist, kann hinaus.</translation>
    </message>
    <message>
        <source>Then, in this order</source>
        <translation>Dann, in dieser Reihenfolge</translation>
    </message>
    <message>
        <source>Nothing is put into it or run in it.</source>
        <translation>Nichts wird in sie gelegt oder in ihr ausgeführt.</translation>
    </message>
    <message>
        <source>It is reserved for nobody.</source>
        <translation>Sie ist für niemanden reserviert.</translation>
    </message>
    <message>
        <source>Reserved for</source>
        <translation>Reserviert für</translation>
    </message>
    <message>
        <source>Then start a session in it…</source>
        <translation>Dann eine Sitzung darin starten…</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>and %1 more</source>
        <translation>und %1 mehr</translation>
    </message>
</context>
<context>
    <name>OperationLine</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>The engine&apos;s log from when it began</source>
        <translation>Das Protokoll der Engine von seinem Beginn an</translation>
    </message>
    <message>
        <source>Log of this operation</source>
        <translation>Protokoll dieses Vorgangs</translation>
    </message>
</context>
<context>
    <name>OperationsDrawer</name>
    <message>
        <source>Operations</source>
        <translation>Vorgänge</translation>
    </message>
    <message>
        <source>%1 going on</source>
        <translation>%1 laufen</translation>
    </message>
    <message>
        <source>No operations yet</source>
        <translation>Noch keine Vorgänge</translation>
    </message>
    <message>
        <source>Snapshots, restores, templates, exports and all else that takes time are listed here, each with its log.</source>
        <translation>Snapshots, Wiederherstellungen, Vorlagen, Exporte und alles andere, was Zeit braucht, steht hier, jeweils mit Protokoll.</translation>
    </message>
</context>
<context>
    <name>OutputsPane</name>
    <message>
        <source>Collecting…</source>
        <translation>Wird eingesammelt…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Copy all of them to a folder of your choice</source>
        <translation>Alle davon in einen Ordner eigener Wahl kopieren</translation>
    </message>
    <message>
        <source>Output files</source>
        <translation>Ausgabedateien</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>No output files yet</source>
        <translation>Noch keine Ausgabedateien</translation>
    </message>
    <message>
        <source>No output files</source>
        <translation>Keine Ausgabedateien</translation>
    </message>
    <message>
        <source>What the agent writes to /mnt/session/outputs is collected when a turn ends, and stays here when the sandbox is gone.</source>
        <translation>Was der Agent nach /mnt/session/outputs schreibt, wird am Ende einer Runde eingesammelt und bleibt hier, wenn die Sandbox weg ist.</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>This host, %1</source>
        <translation>Dieser Host, %1</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Control plane</source>
        <translation>Control Plane</translation>
    </message>
    <message>
        <source>Control plane, %1</source>
        <translation>Control Plane, %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>OwnLog</name>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Following</source>
        <translation>Folgt</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Stay at the newest line   End</source>
        <translation>Bei der neuesten Zeile bleiben   Ende</translation>
    </message>
    <message>
        <source>Find: %1</source>
        <translation>Suchen: %1</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Protokollzeilen</translation>
    </message>
    <message>
        <source>No lines yet</source>
        <translation>Noch keine Zeilen</translation>
    </message>
    <message>
        <source>No line matches the filter</source>
        <translation>Keine Zeile passt zum Filter</translation>
    </message>
    <message>
        <source>What is written from now on will appear here.</source>
        <translation>Was ab jetzt geschrieben wird, erscheint hier.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>PairFields</name>
    <message>
        <source>Add a pair</source>
        <translation>Paar hinzufügen</translation>
    </message>
    <message>
        <source>Key of pair %1</source>
        <translation>Schlüssel des Paars %1</translation>
    </message>
    <message>
        <source>Value of pair %1</source>
        <translation>Wert des Paars %1</translation>
    </message>
    <message>
        <source>Remove pair %1</source>
        <translation>Paar %1 entfernen</translation>
    </message>
</context>
<context>
    <name>PaletteDialog</name>
    <message>
        <source>Session, sandbox, snapshot, template or image, by name or id</source>
        <translation>Sitzung, Sandbox, Snapshot, Vorlage oder Image, nach Name oder Kennung</translation>
    </message>
    <message>
        <source>Search, or do something</source>
        <translation>Suchen oder etwas tun</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>Was passt</translation>
    </message>
    <message>
        <source>Enter opens it</source>
        <translation>Eingabe öffnet es</translation>
    </message>
    <message>
        <source>Begin with  &gt;  for actions,  @  sessions,  #  sandboxes,  :  settings</source>
        <translation>Mit  &gt;  für Aktionen,  @  Sitzungen,  #  Sandboxes,  :  Einstellungen beginnen</translation>
    </message>
</context>
<context>
    <name>PaneHead</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>PastSessionTable</name>
    <message>
        <source>Past sessions</source>
        <translation>Vergangene Sitzungen</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Zuletzt gesehen</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Local cost</source>
        <translation>Lokale Kosten</translation>
    </message>
    <message>
        <source>List cost</source>
        <translation>Listenkosten</translation>
    </message>
</context>
<context>
    <name>PasteDialog</name>
    <message>
        <source>Paste a line and run it?</source>
        <translation>Eine Zeile einfügen und ausführen?</translation>
    </message>
    <message>
        <source>Paste %1 lines?</source>
        <translation>%1 Zeilen einfügen?</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>The terminal&apos;s program takes each line as it comes; a shell runs it at once.</source>
        <translation>Das Programm des Terminals nimmt jede Zeile, wie sie kommt; eine Shell führt sie sofort aus.</translation>
    </message>
    <message>
        <source>What is pasted</source>
        <translation>Was eingefügt wird</translation>
    </message>
</context>
<context>
    <name>PendingPill</name>
    <message>
        <source>Show changes: %1</source>
        <translation>Änderungen zeigen: %1</translation>
    </message>
</context>
<context>
    <name>PortsDialog</name>
    <message>
        <source>Ports of %1</source>
        <translation>Ports von %1</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>An address of this host that leads to what listens in the sandbox. Whoever comes wakes it. It is gone when you close it, with the sandbox, or with the program.</source>
        <translation>Eine Adresse dieses Hosts, die zu dem führt, was in der Sandbox lauscht. Wer kommt, weckt sie. Sie verschwindet beim Schließen, mit der Sandbox oder mit dem Programm.</translation>
    </message>
    <message>
        <source>Open port %1 in the browser</source>
        <translation>Port %1 im Browser öffnen</translation>
    </message>
    <message>
        <source>Copy a URL of port %1, with a token that is good once</source>
        <translation>URL von Port %1 kopieren, mit einem Token, das einmal gilt</translation>
    </message>
    <message>
        <source>Copy the address of port %1</source>
        <translation>Adresse von Port %1 kopieren</translation>
    </message>
    <message>
        <source>Close port %1, and all that is open through it</source>
        <translation>Port %1 schließen und alles, was darüber offen ist</translation>
    </message>
    <message>
        <source>Port inside</source>
        <translation>Port innen</translation>
    </message>
    <message>
        <source>1 to 65535</source>
        <translation>1 bis 65535</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Requests and WebSockets, each with a token: a browser that is sent there from here has one.</source>
        <translation>Anfragen und WebSockets, jeweils mit Token: ein Browser, der von hier dorthin geschickt wird, hat eines.</translation>
    </message>
    <message>
        <source>Bytes as they are, for every program and every user of this host.</source>
        <translation>Bytes, wie sie sind, für jedes Programm und jeden Benutzer dieses Hosts.</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>The sample&apos;s window could not be opened</source>
        <translation>Das Fenster mit Beispieldaten ließ sich nicht öffnen</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
</context>
<context>
    <name>Quantities</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>0 s</source>
        <translation>0 s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>under $0.0001</source>
        <translation>unter $0,0001</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
    <message>
        <source>%1 d ago</source>
        <translation>vor %1 d</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 d</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
</context>
<context>
    <name>QueueCard</name>
    <message>
        <source>Work queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Not read: %1</source>
        <translation>Nicht gelesen: %1</translation>
    </message>
    <message>
        <source>Control plane, %1</source>
        <translation>Control Plane, %1</translation>
    </message>
    <message>
        <source>Open the queue</source>
        <translation>Warteschlange öffnen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Not acked</source>
        <translation>Unbestätigt</translation>
    </message>
    <message>
        <source>Not acknowledged</source>
        <translation>Nicht bestätigt</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Oldest wait</source>
        <translation>Längstes Warten</translation>
    </message>
    <message>
        <source>This host</source>
        <translation>Dieser Host</translation>
    </message>
    <message>
        <source>This host polls</source>
        <translation>Dieser Host fragt ab</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>60 min</source>
        <translation>60 min</translation>
    </message>
    <message>
        <source>Waiting, last 60 min</source>
        <translation>Wartend, letzte 60 min</translation>
    </message>
</context>
<context>
    <name>QueueFigures</name>
    <message>
        <source>Queues</source>
        <translation>Warteschlangen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Not acked</source>
        <translation>Unbestätigt</translation>
    </message>
    <message>
        <source>Not acknowledged</source>
        <translation>Nicht bestätigt</translation>
    </message>
    <message>
        <source>Oldest</source>
        <translation>Älteste</translation>
    </message>
    <message>
        <source>Oldest waits</source>
        <translation>Ältester wartet</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Workers polling</source>
        <translation>Abfragende Worker</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>Read the queue of %1 now</source>
        <translation>Warteschlange von %1 jetzt lesen</translation>
    </message>
    <message>
        <source>The queue could not be read. %1</source>
        <translation>Die Warteschlange konnte nicht gelesen werden. %1</translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Filter work items</source>
        <translation>Arbeitseinträge filtern</translation>
    </message>
    <message>
        <source>The queue is empty</source>
        <translation>Die Warteschlange ist leer</translation>
    </message>
    <message>
        <source>Nothing waits and nothing is held. A session&apos;s work appears here when it has tool calls to run.</source>
        <translation>Nichts wartet und nichts wird gehalten. Die Arbeit einer Sitzung erscheint hier, wenn sie Werkzeugaufrufe auszuführen hat.</translation>
    </message>
    <message>
        <source>The queue could not be read</source>
        <translation>Die Warteschlange konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Why stands above. Sessions that this host serves go on; what else waits is not known.</source>
        <translation>Warum, steht oben. Sitzungen, die dieser Host bedient, gehen weiter; was sonst wartet, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Read it now</source>
        <translation>Jetzt lesen</translation>
    </message>
    <message>
        <source>No work item matches the filter</source>
        <translation>Kein Arbeitseintrag passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>QuitDialog</name>
    <message>
        <source>Finishing, then quitting</source>
        <translation>Wird beendet, sobald alles fertig ist</translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>Sofort beenden</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>Drain and quit</source>
        <translation>Auslaufen lassen und beenden</translation>
    </message>
    <message>
        <source>Drain and quit takes no new work, lets running tool calls finish, then ends the sandboxes. Quit now cuts them off; the agents are told.</source>
        <translation>Auslaufen lassen und beenden nimmt keine neue Arbeit an, lässt laufende Werkzeugaufrufe fertig werden und beendet dann die Sandboxes. Sofort beenden bricht sie ab; die Agenten erfahren es.</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Operate</source>
        <translation>Betreiben</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>Bauen</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Observe</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>Egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>Host doctor</source>
        <translation>Host-Diagnose</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>RailEntry</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>Taken up after a restart</source>
        <translation>Nach einem Neustart übernommen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>RemoveImageDialog</name>
    <message>
        <source>Remove %1?</source>
        <translation>%1 entfernen?</translation>
    </message>
    <message>
        <source>Remove the entry</source>
        <translation>Eintrag entfernen</translation>
    </message>
    <message>
        <source>Remove 1 image</source>
        <translation>1 Image entfernen</translation>
    </message>
    <message>
        <source>It can be imported again from where it came.</source>
        <translation>Es kann dort, woher es kam, wieder importiert werden.</translation>
    </message>
</context>
<context>
    <name>RemoveLeftoverDialog</name>
    <message>
        <source>Remove this for good?</source>
        <translation>Dies endgültig entfernen?</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>It cannot be brought back. The engine looks once more: if a record explains it by then, it stays.</source>
        <translation>Das lässt sich nicht zurückholen. Die Engine sieht noch einmal nach: erklärt es dann ein Eintrag, bleibt es.</translation>
    </message>
</context>
<context>
    <name>RemoveSecretDialog</name>
    <message>
        <source>Remove the secret %1?</source>
        <translation>Geheimnis %1 entfernen?</translation>
    </message>
    <message>
        <source>Remove 1 secret</source>
        <translation>1 Geheimnis entfernen</translation>
    </message>
    <message>
        <source>No sandbox may use it now.</source>
        <translation>Keine Sandbox darf es jetzt verwenden.</translation>
    </message>
    <message>
        <source>Its value is gone for good; nothing here can show it once more. What programs send with its placeholder is refused at once.</source>
        <translation>Sein Wert ist endgültig weg; nichts hier kann ihn noch einmal zeigen. Was Programme mit seinem Platzhalter senden, wird sofort abgewiesen.</translation>
    </message>
</context>
<context>
    <name>RenameDialog</name>
    <message>
        <source>Rename %1</source>
        <translation>%1 umbenennen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>64 bytes at most; empty: it is called by its id</source>
        <translation>Höchstens 64 Bytes; leer: die Kennung ist der Name</translation>
    </message>
</context>
<context>
    <name>RepairDialog</name>
    <message>
        <source>%1 this work item?</source>
        <translation>%1: diesen Arbeitseintrag?</translation>
    </message>
</context>
<context>
    <name>ReservationDialog</name>
    <message>
        <source>Reservation of %1</source>
        <translation>Reservierung von %1</translation>
    </message>
    <message>
        <source>Reserve %1</source>
        <translation>%1 reservieren</translation>
    </message>
    <message>
        <source>Cancel the reservation</source>
        <translation>Reservierung aufheben</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird angefragt…</translation>
    </message>
    <message>
        <source>Reserve for nobody</source>
        <translation>Für niemanden reservieren</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Reserve</source>
        <translation>Reservieren</translation>
    </message>
    <message>
        <source>Or hand its id out: a session gets it with this in its metadata</source>
        <translation>Oder ihre Kennung weitergeben: eine Sitzung bekommt sie mit diesem Eintrag in ihren Metadaten</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>ReservationFields</name>
    <message>
        <source>Reserved for</source>
        <translation>Reserviert für</translation>
    </message>
    <message>
        <source>Whom it is reserved for</source>
        <translation>Für wen sie reserviert ist</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>A session</source>
        <translation>Eine Sitzung</translation>
    </message>
    <message>
        <source>Whichever matches</source>
        <translation>Was passt</translation>
    </message>
    <message>
        <source>No session gets it by itself. One that names it in its metadata does.</source>
        <translation>Keine Sitzung bekommt sie von selbst. Eine, die sie in ihren Metadaten nennt, schon.</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>This one and no other, also when it comes back</source>
        <translation>Diese und keine andere, auch wenn sie zurückkommt</translation>
    </message>
    <message>
        <source>Metadata that the session has, all of it; the first that fits gets the sandbox</source>
        <translation>Metadaten, die die Sitzung hat, alle davon; die erste passende bekommt die Sandbox</translation>
    </message>
    <message>
        <source>It ends</source>
        <translation>Sie endet</translation>
    </message>
    <message>
        <source>Hours until it ends</source>
        <translation>Stunden bis zu ihrem Ende</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>Stunden</translation>
    </message>
</context>
<context>
    <name>ReservedLine</name>
    <message>
        <source>Change or cancel the reservation</source>
        <translation>Reservierung ändern oder aufheben</translation>
    </message>
</context>
<context>
    <name>RestoreDialog</name>
    <message>
        <source>Restore %1 in place?</source>
        <translation>%1 an Ort und Stelle wiederherstellen?</translation>
    </message>
    <message>
        <source>Restore 1 sandbox</source>
        <translation>1 Sandbox wiederherstellen</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Take a snapshot of its present state first</source>
        <translation>Vorher einen Snapshot ihres jetzigen Zustands aufnehmen</translation>
    </message>
    <message>
        <source>No snapshot first: its present memory and files are lost</source>
        <translation>Kein Snapshot vorher: ihr jetziger Arbeitsspeicher und ihre Dateien gehen verloren</translation>
    </message>
    <message>
        <source>%1 cannot go back to it now.</source>
        <translation>%1 kann jetzt nicht dorthin zurück.</translation>
    </message>
</context>
<context>
    <name>RevokeKeyDialog</name>
    <message>
        <source>Revoke %1?</source>
        <translation>%1 widerrufen?</translation>
    </message>
    <message>
        <source>Revoke 1 key</source>
        <translation>1 Schlüssel widerrufen</translation>
    </message>
    <message>
        <source>Whoever shows it is refused from then on, also in the middle of something. It was used last: %1.</source>
        <translation>Wer ihn vorzeigt, wird von da an abgewiesen, auch mitten in etwas. Zuletzt genutzt: %1.</translation>
    </message>
    <message>
        <source>It cannot be brought back; a client would need a new one. Sandboxes that were made with it stay.</source>
        <translation>Das lässt sich nicht zurückholen; ein Client bräuchte einen neuen. Damit gemachte Sandboxes bleiben.</translation>
    </message>
</context>
<context>
    <name>RotateKeyDialog</name>
    <message>
        <source>The key has a new secret</source>
        <translation>Der Schlüssel hat ein neues Geheimnis</translation>
    </message>
    <message>
        <source>Give %1 a new secret?</source>
        <translation>%1 ein neues Geheimnis geben?</translation>
    </message>
    <message>
        <source>Making it…</source>
        <translation>Wird gemacht…</translation>
    </message>
    <message>
        <source>Make a new secret</source>
        <translation>Neues Geheimnis machen</translation>
    </message>
    <message>
        <source>Name, scope and the day that it runs out stay. It was used last: %1.</source>
        <translation>Name, Umfang und der Tag, an dem er abläuft, bleiben. Zuletzt genutzt: %1.</translation>
    </message>
    <message>
        <source>The secret before ends</source>
        <translation>Das Geheimnis davor endet</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>%1 runs in it. Wait for its end, or cancel the call.</source>
        <translation>%1 läuft darin. Das Ende abwarten oder den Aufruf abbrechen.</translation>
    </message>
    <message>
        <source>Not while this goes on: %1.</source>
        <translation>Nicht, solange dies läuft: %1.</translation>
    </message>
    <message>
        <source>It cannot be done on this host. %1</source>
        <translation>Auf diesem Host ist es nicht möglich. %1</translation>
    </message>
    <message>
        <source>It was booted. Only clones of a template can be written down.</source>
        <translation>Sie wurde gebootet. Nur Klone einer Vorlage können aufgeschrieben werden.</translation>
    </message>
    <message>
        <source>It is paused already.</source>
        <translation>Sie ist schon pausiert.</translation>
    </message>
    <message>
        <source>Only a running sandbox can be paused.</source>
        <translation>Nur eine laufende Sandbox kann pausiert werden.</translation>
    </message>
    <message>
        <source>It runs already.</source>
        <translation>Sie läuft schon.</translation>
    </message>
    <message>
        <source>Only a paused, hibernated or stopped sandbox can be resumed.</source>
        <translation>Nur eine pausierte, ruhende oder gestoppte Sandbox kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>It is hibernated already.</source>
        <translation>Sie ist schon im Ruhezustand.</translation>
    </message>
    <message>
        <source>Only a running or paused sandbox can be hibernated.</source>
        <translation>Nur eine laufende oder pausierte Sandbox kann in den Ruhezustand.</translation>
    </message>
    <message>
        <source>Only of a running, paused or hibernated sandbox.</source>
        <translation>Nur von einer laufenden, pausierten oder ruhenden Sandbox.</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>Only a running, paused or hibernated sandbox can go back.</source>
        <translation>Nur eine laufende, pausierte oder ruhende Sandbox kann zurück.</translation>
    </message>
    <message>
        <source>It is being destroyed already.</source>
        <translation>Sie wird schon zerstört.</translation>
    </message>
</context>
<context>
    <name>RunnerTag</name>
    <message>
        <source>own runner</source>
        <translation>eigener Runner</translation>
    </message>
    <message>
        <source>A runner in the sandbox executes the tool calls, with a secret that is good for this session alone. This host does not see them: its limits do not hold for them, and a single call cannot be cancelled here. Approvals and interrupts work as ever; the sandbox reaches its control plane alone.</source>
        <translation>Ein Runner in der Sandbox führt die Werkzeugaufrufe aus, mit einem Geheimnis, das nur für diese Sitzung gilt. Dieser Host sieht sie nicht: seine Grenzen gelten für sie nicht, und ein einzelner Aufruf kann hier nicht abgebrochen werden. Freigaben und Unterbrechungen wirken wie immer; die Sandbox erreicht nur ihre Control Plane.</translation>
    </message>
</context>
<context>
    <name>SandboxActions</name>
    <message>
        <source>It cannot be paused now. %1</source>
        <translation>Sie kann jetzt nicht pausiert werden. %1</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>It stands still and keeps its memory   %1</source>
        <translation>Sie steht still und behält ihren Arbeitsspeicher   %1</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>It boots from its disk: files are there, processes are not   %1</source>
        <translation>Sie bootet von ihrer Platte: Dateien sind da, Prozesse nicht   %1</translation>
    </message>
    <message>
        <source>It goes on where it stood   %1</source>
        <translation>Sie läuft weiter, wo sie stand   %1</translation>
    </message>
    <message>
        <source>Hibernate</source>
        <translation>Ruhezustand</translation>
    </message>
    <message>
        <source>Memory to disk; its slot is free   %1</source>
        <translation>Arbeitsspeicher auf die Platte; ihr Slot wird frei   %1</translation>
    </message>
    <message>
        <source>Keep what it has on disk…</source>
        <translation>Plattenstand behalten…</translation>
    </message>
    <message>
        <source>A snapshot of it as it sleeps   %1</source>
        <translation>Ein Snapshot von ihr, wie sie schläft   %1</translation>
    </message>
    <message>
        <source>Put files…</source>
        <translation>Dateien ablegen…</translation>
    </message>
    <message>
        <source>Files, repositories and commands; they can also be dropped here   %1</source>
        <translation>Dateien, Repositorys und Befehle; sie können auch hier abgelegt werden   %1</translation>
    </message>
    <message>
        <source>It is being seeded.</source>
        <translation>Sie wird befüllt.</translation>
    </message>
    <message>
        <source>Reserve…</source>
        <translation>Reservieren…</translation>
    </message>
    <message>
        <source>Reservation…</source>
        <translation>Reservierung…</translation>
    </message>
    <message>
        <source>Keep it for a session   %1</source>
        <translation>Für eine Sitzung aufheben   %1</translation>
    </message>
    <message>
        <source>Start a session in it…</source>
        <translation>Sitzung darin starten…</translation>
    </message>
    <message>
        <source>Snapshot…</source>
        <translation>Snapshot…</translation>
    </message>
    <message>
        <source>One point in time of it, to go back to   %1</source>
        <translation>Ein Zeitpunkt von ihr, zu dem man zurückkann   %1</translation>
    </message>
    <message>
        <source>Fork…</source>
        <translation>Forken…</translation>
    </message>
    <message>
        <source>Copies of it as it is now   %1</source>
        <translation>Kopien von ihr, wie sie jetzt ist   %1</translation>
    </message>
    <message>
        <source>Destroy…</source>
        <translation>Zerstören…</translation>
    </message>
    <message>
        <source>Already asked for</source>
        <translation>Schon angefordert</translation>
    </message>
    <message>
        <source>Ends this microVM   %1</source>
        <translation>Beendet diese MicroVM   %1</translation>
    </message>
    <message>
        <source>Its files, what it tries to reach, its snapshots</source>
        <translation>Ihre Dateien, was sie zu erreichen versucht, ihre Snapshots</translation>
    </message>
    <message>
        <source>Terminal: shells that live in it</source>
        <translation>Terminal: Shells, die in ihr leben</translation>
    </message>
</context>
<context>
    <name>SandboxLink</name>
    <message>
        <source>Open sandbox %1</source>
        <translation>Sandbox %1 öffnen</translation>
    </message>
</context>
<context>
    <name>SandboxPane</name>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>emulated</source>
        <translation>emuliert</translation>
    </message>
    <message>
        <source>Reserved for %1</source>
        <translation>Reserviert für %1</translation>
    </message>
    <message>
        <source>A runner in the sandbox itself executes the session&apos;s calls; this host keeps the machine and its egress, and sees no calls.</source>
        <translation>Ein Runner in der Sandbox selbst führt die Aufrufe der Sitzung aus; dieser Host behält die Maschine und ihren Egress und sieht keine Aufrufe.</translation>
    </message>
    <message>
        <source>Open the session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Open the template</source>
        <translation>Vorlage öffnen</translation>
    </message>
    <message>
        <source>Newest snapshot %1</source>
        <translation>Neuester Snapshot %1</translation>
    </message>
    <message>
        <source>Open the snapshot</source>
        <translation>Snapshot öffnen</translation>
    </message>
    <message>
        <source>Fork of %1</source>
        <translation>Fork von %1</translation>
    </message>
    <message>
        <source>Open the sandbox that it began as a copy of</source>
        <translation>Die Sandbox öffnen, als deren Kopie sie begann</translation>
    </message>
    <message>
        <source>Show the addresses, and close them</source>
        <translation>Die Adressen zeigen und schließen</translation>
    </message>
    <message>
        <source>%1 It %2.</source>
        <translation>%1 Sie %2.</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Konsole</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>Seeding</source>
        <translation>Befüllung</translation>
    </message>
    <message>
        <source>Kept awake for another %1</source>
        <translation>Noch %1 wach gehalten</translation>
    </message>
    <message>
        <source>Unused: %1</source>
        <translation>Unbenutzt: %1</translation>
    </message>
    <message>
        <source>Idle ladder: %1</source>
        <translation>Leerlaufstufen: %1</translation>
    </message>
    <message>
        <source>Keep it awake for a while</source>
        <translation>Eine Weile wach halten</translation>
    </message>
    <message>
        <source>Change what becomes of it when nobody uses it</source>
        <translation>Ändern, was aus ihr wird, wenn niemand sie nutzt</translation>
    </message>
    <message>
        <source>Drop it to put it into the sandbox</source>
        <translation>Ablegen, um es in die Sandbox zu legen</translation>
    </message>
</context>
<context>
    <name>SandboxTable</name>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Ausgewählt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>In state</source>
        <translation>In Zustand</translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation>Pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>Select %1</source>
        <translation>%1 auswählen</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>emulated</source>
        <translation>emuliert</translation>
    </message>
    <message>
        <source>Pause %1</source>
        <translation>%1 pausieren</translation>
    </message>
</context>
<context>
    <name>Sandboxes</name>
    <message>
        <source>%1 vCPU · %2 · %3 disk</source>
        <translation>%1 vCPU · %2 · %3 Platte</translation>
    </message>
    <message>
        <source>KVM</source>
        <translation>KVM</translation>
    </message>
    <message>
        <source>software emulation</source>
        <translation>Software-Emulation</translation>
    </message>
    <message>
        <source>warm clone</source>
        <translation>warmer Klon</translation>
    </message>
    <message>
        <source>clone</source>
        <translation>Klon</translation>
    </message>
    <message>
        <source>booted</source>
        <translation>gebootet</translation>
    </message>
    <message>
        <source>Warm clone of %1</source>
        <translation>Warmer Klon von %1</translation>
    </message>
    <message>
        <source>Clone of %1</source>
        <translation>Klon von %1</translation>
    </message>
    <message>
        <source>Booted from the image, not cloned</source>
        <translation>Vom Image gebootet, nicht geklont</translation>
    </message>
    <message>
        <source>a slot</source>
        <translation>einen Slot</translation>
    </message>
    <message>
        <source>next, for %1</source>
        <translation>als nächste, für %1</translation>
    </message>
    <message>
        <source>no. %1, for %2</source>
        <translation>Nr. %1, für %2</translation>
    </message>
    <message>
        <source>It is next.</source>
        <translation>Sie ist die nächste.</translation>
    </message>
    <message>
        <source>1 waits before it.</source>
        <translation>1 wartet vor ihr.</translation>
    </message>
    <message>
        <source>%1 wait before it.</source>
        <translation>%1 warten vor ihr.</translation>
    </message>
    <message>
        <source>%1 It waits for %2.</source>
        <translation>%1 Sie wartet auf %2.</translation>
    </message>
    <message>
        <source>CPU weight %1</source>
        <translation>CPU-Gewicht %1</translation>
    </message>
    <message>
        <source>disk %1/s</source>
        <translation>Platte %1/s</translation>
    </message>
    <message>
        <source>%1 disk operations/s</source>
        <translation>%1 Plattenzugriffe/s</translation>
    </message>
    <message>
        <source>reserved for %1</source>
        <translation>reserviert für %1</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1, bis %2</translation>
    </message>
    <message>
        <source>snapshotting</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>%1 %2%</source>
        <translation>%1 %2%</translation>
    </message>
    <message>
        <source>cloning, %1</source>
        <translation>klont, %1</translation>
    </message>
    <message>
        <source>booting, %1</source>
        <translation>bootet, %1</translation>
    </message>
    <message>
        <source>loading, %1</source>
        <translation>lädt, %1</translation>
    </message>
    <message>
        <source>writing, %1</source>
        <translation>schreibt, %1</translation>
    </message>
    <message>
        <source>ending, %1</source>
        <translation>endet, %1</translation>
    </message>
    <message>
        <source>any use wakes it</source>
        <translation>Nutzung weckt sie</translation>
    </message>
    <message>
        <source>any use starts it</source>
        <translation>Nutzung startet sie</translation>
    </message>
    <message>
        <source>awake %1</source>
        <translation>wach %1</translation>
    </message>
    <message>
        <source>pauses in %1</source>
        <translation>pausiert in %1</translation>
    </message>
    <message>
        <source>hibernates in %1</source>
        <translation>Ruhezustand in %1</translation>
    </message>
    <message>
        <source>is destroyed in %1</source>
        <translation>wird in %1 zerstört</translation>
    </message>
    <message>
        <source>never destroyed</source>
        <translation>nie zerstört</translation>
    </message>
    <message>
        <source>destroyed after %1</source>
        <translation>zerstört nach %1</translation>
    </message>
    <message>
        <source>paused after %1</source>
        <translation>pausiert nach %1</translation>
    </message>
    <message>
        <source>never paused</source>
        <translation>nie pausiert</translation>
    </message>
    <message>
        <source>hibernated after %1</source>
        <translation>Ruhezustand nach %1</translation>
    </message>
    <message>
        <source>never hibernated</source>
        <translation>nie im Ruhezustand</translation>
    </message>
    <message>
        <source>is loaded from disk</source>
        <translation>wird von der Platte geladen</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>wartet, bis sie an der Reihe ist</translation>
    </message>
    <message>
        <source>boots a machine</source>
        <translation>bootet eine Maschine</translation>
    </message>
    <message>
        <source>freezes memory and disk</source>
        <translation>friert Arbeitsspeicher und Platte ein</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>none: nothing leaves</source>
        <translation>keiner: nichts geht hinaus</translation>
    </message>
    <message>
        <source>open: any public host</source>
        <translation>offen: jeder öffentliche Host</translation>
    </message>
    <message>
        <source>%1, and 1 rule of its own</source>
        <translation>%1, und 1 eigene Regel</translation>
    </message>
    <message>
        <source>%1, and %2 rules of its own</source>
        <translation>%1, und %2 eigene Regeln</translation>
    </message>
    <message>
        <source>Sandboxes of this size boot instead, which takes longer. The template is built again when one is wanted ten minutes after the failure or later.</source>
        <translation>Sandboxes dieser Größe booten stattdessen, was länger dauert. Die Vorlage wird neu gebaut, wenn zehn Minuten nach dem Fehler oder später eine verlangt wird.</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>processors</source>
        <translation>Prozessoren</translation>
    </message>
    <message>
        <source>its turn</source>
        <translation>die Reihe</translation>
    </message>
</context>
<context>
    <name>SandboxesPage</name>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Lebende</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendete</translation>
    </message>
    <message>
        <source>Filter ended</source>
        <translation>Beendete filtern</translation>
    </message>
    <message>
        <source>Filter sandboxes</source>
        <translation>Sandboxes filtern</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>New sandbox…</source>
        <translation>Neue Sandbox…</translation>
    </message>
    <message>
        <source>One of your own, kept until you destroy it</source>
        <translation>Eine eigene, behalten, bis sie zerstört wird</translation>
    </message>
    <message>
        <source>No sandboxes</source>
        <translation>Keine Sandboxes</translation>
    </message>
    <message>
        <source>A sandbox is a microVM with its own kernel, disk and memory. One starts when a session needs it, and ends with it.</source>
        <translation>Eine Sandbox ist eine MicroVM mit eigenem Kernel, eigener Platte und eigenem Arbeitsspeicher. Eine startet, wenn eine Sitzung sie braucht, und endet mit ihr.</translation>
    </message>
    <message>
        <source>No sandbox has ended yet</source>
        <translation>Noch keine Sandbox ist beendet</translation>
    </message>
    <message>
        <source>Each that fails or is destroyed is listed here for a year: why it ended, what it used and cost, and what a failed one printed last.</source>
        <translation>Jede, die fehlschlägt oder zerstört wird, steht ein Jahr lang hier: warum sie endete, was sie verbrauchte und kostete und was eine fehlgeschlagene zuletzt ausgab.</translation>
    </message>
    <message>
        <source>No sandbox matches the filter</source>
        <translation>Keine Sandbox passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context>
<context>
    <name>SecretChoiceField</name>
    <message>
        <source>Secrets that it may use</source>
        <translation>Geheimnisse, die sie verwenden darf</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>SecretDialog</name>
    <message>
        <source>New secret</source>
        <translation>Neues Geheimnis</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>%1 ändern</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Keep the secret</source>
        <translation>Geheimnis aufbewahren</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>What you entered is lost then. Cancel once more to leave.</source>
        <translation>Das Eingegebene geht dann verloren. Zum Verlassen noch einmal abbrechen.</translation>
    </message>
</context>
<context>
    <name>SecretFields</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Small letters, digits and -</source>
        <translation>Kleinbuchstaben, Ziffern und -</translation>
    </message>
    <message>
        <source>A secret keeps its name</source>
        <translation>Ein Geheimnis behält seinen Namen</translation>
    </message>
    <message>
        <source>Description (optional)</source>
        <translation>Beschreibung (optional)</translation>
    </message>
    <message>
        <source>Hosts that it may go to, a line each</source>
        <translation>Hosts, an die es gehen darf, je eine Zeile</translation>
    </message>
    <message>
        <source>api.example.org, or *.example.org for all names below it; with :8443 unless that is 443. TLS alone.</source>
        <translation>api.example.org, oder *.example.org für alle Namen darunter; mit :8443, wenn es nicht 443 ist. Nur TLS.</translation>
    </message>
    <message>
        <source>How a request carries it</source>
        <translation>Wie eine Anfrage es trägt</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer-Token</translation>
    </message>
    <message>
        <source>Basic</source>
        <translation>Basic</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Custom text</source>
        <translation>Eigener Text</translation>
    </message>
    <message>
        <source>User (optional)</source>
        <translation>Benutzer (optional)</translation>
    </message>
    <message>
        <source>Empty: whichever the program says</source>
        <translation>Leer: was immer das Programm sagt</translation>
    </message>
    <message>
        <source>All of its text</source>
        <translation>Sein ganzer Text</translation>
    </message>
    <message>
        <source>With {secret} once in it</source>
        <translation>Mit {secret} einmal darin</translation>
    </message>
    <message>
        <source>Variable inside</source>
        <translation>Variable innen</translation>
    </message>
    <message>
        <source>Programs find the placeholder there</source>
        <translation>Programme finden dort den Platzhalter</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Another value</source>
        <translation>Anderer Wert</translation>
    </message>
    <message>
        <source>It is never shown again</source>
        <translation>Er wird nie wieder gezeigt</translation>
    </message>
    <message>
        <source>Leave empty to keep the value</source>
        <translation>Leer lassen, um den Wert zu behalten</translation>
    </message>
    <message>
        <source>A program sees</source>
        <translation>Ein Programm sieht</translation>
    </message>
    <message>
        <source>The host gets</source>
        <translation>Der Host bekommt</translation>
    </message>
</context>
<context>
    <name>SecretPane</name>
    <message>
        <source>on its way into the store</source>
        <translation>auf dem Weg in die Ablage</translation>
    </message>
    <message>
        <source>It is as it was before. %1</source>
        <translation>Es ist, wie es vorher war. %1</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Its hosts, how it is sent, or another value</source>
        <translation>Seine Hosts, wie es gesendet wird, oder ein anderer Wert</translation>
    </message>
    <message>
        <source>Remove it from this host…</source>
        <translation>Von diesem Host entfernen…</translation>
    </message>
    <message>
        <source>Sandboxes that may use it</source>
        <translation>Sandboxes, die es verwenden dürfen</translation>
    </message>
    <message>
        <source>None. Programs see it in a sandbox only once that may use it.</source>
        <translation>Keine. Programme sehen es in einer Sandbox erst, wenn sie es verwenden darf.</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>Sandbox öffnen</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>Wegnehmen</translation>
    </message>
    <message>
        <source>At once: what it sends then is worth nothing</source>
        <translation>Sofort: was sie dann sendet, ist nichts wert</translation>
    </message>
    <message>
        <source>Let a sandbox use it…</source>
        <translation>Eine Sandbox es verwenden lassen…</translation>
    </message>
    <message>
        <source>One that runs now</source>
        <translation>Eine, die jetzt läuft</translation>
    </message>
    <message>
        <source>No other sandbox runs that could use it</source>
        <translation>Keine andere Sandbox läuft, die es verwenden könnte</translation>
    </message>
</context>
<context>
    <name>SecretTable</name>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Sent to</source>
        <translation>Gesendet an</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>Verwendet von</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt genutzt</translation>
    </message>
</context>
<context>
    <name>SecretsPage</name>
    <message>
        <source>Egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>Filter secrets</source>
        <translation>Geheimnisse filtern</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>Neu…</translation>
    </message>
    <message>
        <source>New secret…</source>
        <translation>Neues Geheimnis…</translation>
    </message>
    <message>
        <source>A value that no sandbox sees, and that the gate puts into its requests</source>
        <translation>Ein Wert, den keine Sandbox sieht und den das Gate in ihre Anfragen setzt</translation>
    </message>
    <message>
        <source>No secret can be kept or used. %1</source>
        <translation>Kein Geheimnis kann aufbewahrt oder verwendet werden. %1</translation>
    </message>
    <message>
        <source>What was asked last was not kept; everything is as it was before. %1</source>
        <translation>Das zuletzt Verlangte wurde nicht aufbewahrt; alles ist, wie es vorher war. %1</translation>
    </message>
    <message>
        <source>No secret to show</source>
        <translation>Kein Geheimnis zu zeigen</translation>
    </message>
    <message>
        <source>No secret is kept here</source>
        <translation>Hier ist kein Geheimnis aufbewahrt</translation>
    </message>
    <message>
        <source>What is kept stays as it is. Why it cannot be used stands above.</source>
        <translation>Das Aufbewahrte bleibt, wie es ist. Warum es nicht verwendbar ist, steht oben.</translation>
    </message>
    <message>
        <source>A program in a sandbox holds a placeholder in a variable; the gate puts the value in, in requests to the hosts that you name, and nowhere else.</source>
        <translation>Ein Programm in einer Sandbox hält einen Platzhalter in einer Variablen; das Gate setzt den Wert ein, in Anfragen an die genannten Hosts und nirgends sonst.</translation>
    </message>
    <message>
        <source>No secret matches the filter</source>
        <translation>Kein Geheimnis passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>SeedDialog</name>
    <message>
        <source>Put files into %1</source>
        <translation>Dateien in %1 legen</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird angefragt…</translation>
    </message>
    <message>
        <source>Put them in</source>
        <translation>Hineinlegen</translation>
    </message>
    <message>
        <source>What you entered is lost then. Cancel once more to leave.</source>
        <translation>Das Eingegebene geht dann verloren. Zum Verlassen noch einmal abbrechen.</translation>
    </message>
</context>
<context>
    <name>SeedPart</name>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>kommt noch</translation>
    </message>
    <message>
        <source>Step %1, %2: %3</source>
        <translation>Schritt %1, %2: %3</translation>
    </message>
    <message>
        <source>Hide what step %1 printed</source>
        <translation>Verbergen, was Schritt %1 ausgab</translation>
    </message>
    <message>
        <source>Show what step %1 printed</source>
        <translation>Zeigen, was Schritt %1 ausgab</translation>
    </message>
    <message>
        <source>What step %1 printed</source>
        <translation>Was Schritt %1 ausgab</translation>
    </message>
</context>
<context>
    <name>SeedStartFields</name>
    <message>
        <source>Start command (optional)</source>
        <translation>Startbefehl (optional)</translation>
    </message>
    <message>
        <source>Started after the last step; it goes on running</source>
        <translation>Nach dem letzten Schritt gestartet; er läuft weiter</translation>
    </message>
    <message>
        <source>Ready check (optional)</source>
        <translation>Bereitschaftsprüfung (optional)</translation>
    </message>
    <message>
        <source>Asked again and again until it succeeds; only then a session may have the sandbox</source>
        <translation>Wird wiederholt, bis sie gelingt; erst dann kann eine Sitzung die Sandbox haben</translation>
    </message>
    <message>
        <source>Ask every, s</source>
        <translation>Fragen alle, s</translation>
    </message>
    <message>
        <source>For up to, s</source>
        <translation>Höchstens, s</translation>
    </message>
    <message>
        <source>Hibernate it when all of that is done; whoever uses it wakes it</source>
        <translation>In den Ruhezustand, wenn all das getan ist; wer sie nutzt, weckt sie</translation>
    </message>
</context>
<context>
    <name>SeedStepField</name>
    <message>
        <source>put</source>
        <translation>ablegen</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>kopieren</translation>
    </message>
    <message>
        <source>clone</source>
        <translation>klonen</translation>
    </message>
    <message>
        <source>run</source>
        <translation>ausführen</translation>
    </message>
    <message>
        <source>File, folder or archive of this host</source>
        <translation>Datei, Ordner oder Archiv dieses Hosts</translation>
    </message>
    <message>
        <source>Path in the snapshot</source>
        <translation>Pfad im Snapshot</translation>
    </message>
    <message>
        <source>Address of the repository</source>
        <translation>Adresse des Repositorys</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>snapshot…</source>
        <translation>Snapshot…</translation>
    </message>
    <message>
        <source>Snapshot of step %1</source>
        <translation>Snapshot von Schritt %1</translation>
    </message>
    <message>
        <source>%1 of step %2</source>
        <translation>%1 von Schritt %2</translation>
    </message>
    <message>
        <source>several lines</source>
        <translation>mehrere Zeilen</translation>
    </message>
    <message>
        <source>Branch, tag or commit of step %1</source>
        <translation>Branch, Tag oder Commit von Schritt %1</translation>
    </message>
    <message>
        <source>branch</source>
        <translation>Branch</translation>
    </message>
    <message>
        <source>Place in the sandbox, of step %1</source>
        <translation>Ort in der Sandbox, von Schritt %1</translation>
    </message>
    <message>
        <source>its own name</source>
        <translation>eigener Name</translation>
    </message>
    <message>
        <source>Unpack</source>
        <translation>Entpacken</translation>
    </message>
    <message>
        <source>Move step %1 up</source>
        <translation>Schritt %1 nach oben</translation>
    </message>
    <message>
        <source>Move step %1 down</source>
        <translation>Schritt %1 nach unten</translation>
    </message>
    <message>
        <source>Remove step %1</source>
        <translation>Schritt %1 entfernen</translation>
    </message>
</context>
<context>
    <name>SeedStepFields</name>
    <message>
        <source>Done in this order once the sandbox runs; no session gets it before. Files are copied now, later changes on this host do not follow.</source>
        <translation>In dieser Reihenfolge, sobald die Sandbox läuft; davor bekommt keine Sitzung sie. Dateien werden jetzt kopiert, spätere Änderungen auf diesem Host folgen nicht.</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>A file or an archive to be put in</source>
        <translation>Eine Datei oder ein Archiv zum Ablegen</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>A folder of which all is put in</source>
        <translation>Ein Ordner, von dem alles abgelegt wird</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>A file, folder or archive of this host, by its path</source>
        <translation>Eine Datei, ein Ordner oder ein Archiv dieses Hosts, nach Pfad</translation>
    </message>
    <message>
        <source>From a snapshot</source>
        <translation>Aus einem Snapshot</translation>
    </message>
    <message>
        <source>A file or folder as it was in another sandbox</source>
        <translation>Eine Datei oder ein Ordner, wie in einer anderen Sandbox</translation>
    </message>
    <message>
        <source>There is no snapshot to copy from</source>
        <translation>Es gibt keinen Snapshot, aus dem kopiert werden kann</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repository</translation>
    </message>
    <message>
        <source>Cloned by the sandbox&apos;s own git, through its egress rules</source>
        <translation>Geklont vom git der Sandbox, durch ihre Egress-Regeln</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>A line for the sandbox&apos;s shell</source>
        <translation>Eine Zeile für die Shell der Sandbox</translation>
    </message>
    <message>
        <source>Drop files, folders or archives here, or add a step above</source>
        <translation>Dateien, Ordner oder Archive hier ablegen oder oben einen Schritt hinzufügen</translation>
    </message>
    <message>
        <source>Drop it to put it into the sandbox</source>
        <translation>Ablegen, um es in die Sandbox zu legen</translation>
    </message>
</context>
<context>
    <name>SeedStrip</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What was done so far stays in the sandbox</source>
        <translation>Was bisher getan wurde, bleibt in der Sandbox</translation>
    </message>
    <message>
        <source>Seed again…</source>
        <translation>Neu befüllen…</translation>
    </message>
</context>
<context>
    <name>SessionHead</name>
    <message>
        <source>Copy the session&apos;s id</source>
        <translation>Kennung der Sitzung kopieren</translation>
    </message>
    <message>
        <source>Details · %1</source>
        <translation>Einzelheiten · %1</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Facts, outputs, usage, skills and memory of this session</source>
        <translation>Fakten, Ausgaben, Verbrauch, Skills und Gedächtnis dieser Sitzung</translation>
    </message>
    <message>
        <source>Interrupt</source>
        <translation>Unterbrechen</translation>
    </message>
    <message>
        <source>Open this session&apos;s sandbox</source>
        <translation>Die Sandbox dieser Sitzung öffnen</translation>
    </message>
    <message>
        <source>A terminal in this session&apos;s sandbox</source>
        <translation>Ein Terminal in der Sandbox dieser Sitzung</translation>
    </message>
    <message>
        <source>List cost %1</source>
        <translation>Listenkosten %1</translation>
    </message>
</context>
<context>
    <name>SessionPage</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
</context>
<context>
    <name>SessionPane</name>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Cancel call</source>
        <translation>Aufruf abbrechen</translation>
    </message>
    <message>
        <source>Ends this call; the agent gets an error result and goes on</source>
        <translation>Beendet diesen Aufruf; der Agent bekommt ein Fehlerergebnis und macht weiter</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
</context>
<context>
    <name>SessionTable</name>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Turns</source>
        <translation>Runden</translation>
    </message>
    <message>
        <source>Tool calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>List cost</source>
        <translation>Listenkosten</translation>
    </message>
    <message>
        <source>Last activity</source>
        <translation>Zuletzt aktiv</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>approval waits</source>
        <translation>Freigabe wartet</translation>
    </message>
</context>
<context>
    <name>SessionTabs</name>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verbrauch</translation>
    </message>
    <message>
        <source>Skills &amp; memory</source>
        <translation>Skills &amp; Gedächtnis</translation>
    </message>
</context>
<context>
    <name>SessionsPage</name>
    <message>
        <source>It is over and its events are at the control plane. Its id was copied.</source>
        <translation>Sie ist vorbei, und ihre Ereignisse sind bei der Control Plane. Ihre Kennung wurde kopiert.</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Live or past sessions</source>
        <translation>Laufende oder vergangene Sitzungen</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Laufende</translation>
    </message>
    <message>
        <source>Past</source>
        <translation>Vergangene</translation>
    </message>
    <message>
        <source>Search past sessions</source>
        <translation>Vergangene Sitzungen suchen</translation>
    </message>
    <message>
        <source>Filter sessions</source>
        <translation>Sitzungen filtern</translation>
    </message>
    <message>
        <source>Start…</source>
        <translation>Starten…</translation>
    </message>
    <message>
        <source>Start session…</source>
        <translation>Sitzung starten…</translation>
    </message>
    <message>
        <source>With an environment&apos;s operator key</source>
        <translation>Mit dem Operator-Schlüssel einer Umgebung</translation>
    </message>
    <message>
        <source>Past sessions could not be read. %1</source>
        <translation>Vergangene Sitzungen konnten nicht gelesen werden. %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>No session was served here yet</source>
        <translation>Noch keine Sitzung wurde hier bedient</translation>
    </message>
    <message>
        <source>No past session matches</source>
        <translation>Keine vergangene Sitzung passt</translation>
    </message>
    <message>
        <source>Each one is remembered for a year, with its calls and costs.</source>
        <translation>Jede bleibt ein Jahr lang verzeichnet, mit ihren Aufrufen und Kosten.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Past sessions could not be read</source>
        <translation>Vergangene Sitzungen konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>The engine is not running</source>
        <translation>Die Engine läuft nicht</translation>
    </message>
    <message>
        <source>No sessions yet</source>
        <translation>Noch keine Sitzungen</translation>
    </message>
    <message>
        <source>No work arrives until it runs. Sessions appear here once it is started.</source>
        <translation>Es kommt keine Arbeit, bis sie läuft. Sitzungen erscheinen hier, sobald sie gestartet ist.</translation>
    </message>
    <message>
        <source>When the environment has work, each session appears here and gets a microVM of its own.</source>
        <translation>Wenn die Umgebung Arbeit hat, erscheint jede Sitzung hier und bekommt eine eigene MicroVM.</translation>
    </message>
    <message>
        <source>No session matches the filter</source>
        <translation>Keine Sitzung passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>environment, %1</source>
        <translation>Umgebungsvariable, %1</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>Befehlszeile</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Proxy of this host, which the others are reached through</source>
        <translation>Proxy dieses Hosts, über den die anderen erreicht werden</translation>
    </message>
    <message>
        <source>Debian packages, when an image is built here</source>
        <translation>Debian-Pakete, wenn hier ein Image gebaut wird</translation>
    </message>
</context>
<context>
    <name>SettingsAppearance</name>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>High contrast has no washes and thicker focus rings.</source>
        <translation>Hoher Kontrast hat keine getönten Flächen und dickere Fokusringe.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>Of all text, rows, controls and icons; pages re-flow as in a smaller window.</source>
        <translation>Von Text, Zeilen, Bedienelementen und Symbolen; Seiten ordnen sich an wie in einem kleineren Fenster.</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>Dichte</translation>
    </message>
    <message>
        <source>How high rows and controls are.</source>
        <translation>Wie hoch Zeilen und Bedienelemente sind.</translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Nothing moves but progress. As the desktop is on, too, while the window is drawn without a graphics processor.</source>
        <translation>Nur Fortschritt bewegt sich. „Wie der Desktop“ ist auch an, solange das Fenster ohne Grafikprozessor gezeichnet wird.</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>Relative shows ages where there is room for one value, and local time where it has to be exact.</source>
        <translation>Relativ zeigt das Alter, wo Platz für einen Wert ist, und Ortszeit, wo sie genau sein muss.</translation>
    </message>
</context>
<context>
    <name>SettingsHost</name>
    <message>
        <source>Flags and environment variables of this start; a change needs another one. Keys are never shown.</source>
        <translation>Optionen und Umgebungsvariablen dieses Starts; eine Änderung braucht einen neuen. Schlüssel werden nie gezeigt.</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Copy the path of the file that keeps what you choose for this window</source>
        <translation>Pfad der Datei kopieren, die behält, was für dieses Fenster gewählt wird</translation>
    </message>
    <message>
        <source>Settings of this host</source>
        <translation>Einstellungen dieses Hosts</translation>
    </message>
    <message>
        <source>No engine of this host</source>
        <translation>Keine Engine dieses Hosts</translation>
    </message>
    <message>
        <source>Sample data has no settings of its own.</source>
        <translation>Beispieldaten haben keine eigenen Einstellungen.</translation>
    </message>
    <message>
        <source>Add an environment, or run the test again</source>
        <translation>Eine Umgebung hinzufügen oder den Test erneut ausführen</translation>
    </message>
</context>
<context>
    <name>SettingsKeyboard</name>
    <message>
        <source>Letters and signs are keys. Without them, only arrows, F keys, Delete and keys with Ctrl or Alt do something.</source>
        <translation>Buchstaben und Zeichen sind Tasten. Ohne sie wirken nur Pfeile, F-Tasten, Entf und Tasten mit Strg oder Alt.</translation>
    </message>
    <message>
        <source>All as they were made</source>
        <translation>Alle wie ausgeliefert</translation>
    </message>
    <message>
        <source>No key was changed</source>
        <translation>Keine Taste wurde geändert</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>SettingsNotifications</name>
    <message>
        <source>Something needs you: an approval, a budget, a host or key problem</source>
        <translation>Etwas braucht eine Entscheidung: eine Freigabe, ein Budget, ein Problem mit Host oder Schlüssel</translation>
    </message>
    <message>
        <source>Something failed: a sandbox, an operation, a session</source>
        <translation>Etwas ist fehlgeschlagen: eine Sandbox, ein Vorgang, eine Sitzung</translation>
    </message>
    <message>
        <source>Something is done: an import, a build, a bulk action</source>
        <translation>Etwas ist fertig: ein Import, ein Build, eine Sammelaktion</translation>
    </message>
    <message>
        <source>Test notification</source>
        <translation>Testbenachrichtigung</translation>
    </message>
    <message>
        <source>Do not disturb: none until this is off again. What still needs you then is shown.</source>
        <translation>Nicht stören: keine, bis dies wieder aus ist. Was dann noch jemanden braucht, wird gezeigt.</translation>
    </message>
    <message>
        <source>One a minute for a session at most. A notification is never an answer, and never shows what a tool is to do: Review opens it here.</source>
        <translation>Höchstens eine je Minute und Sitzung. Eine Benachrichtigung ist nie eine Antwort und zeigt nie, was ein Werkzeug tun soll: „Prüfen“ öffnet es hier.</translation>
    </message>
    <message>
        <source>1 session is muted.</source>
        <translation>1 Sitzung ist stumm.</translation>
    </message>
    <message>
        <source>%1 sessions are muted.</source>
        <translation>%1 Sitzungen sind stumm.</translation>
    </message>
    <message>
        <source>Hear them again</source>
        <translation>Wieder melden</translation>
    </message>
    <message>
        <source>Tray</source>
        <translation>Infobereich</translation>
    </message>
    <message>
        <source>Keep running in the tray when the window is closed</source>
        <translation>Im Infobereich weiterlaufen, wenn das Fenster geschlossen wird</translation>
    </message>
    <message>
        <source>This desktop shows no tray. Closing the window leaves Glovebox.</source>
        <translation>Dieser Desktop zeigt keinen Infobereich. Das Fenster zu schließen beendet Glovebox.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>This host</source>
        <translation>Dieser Host</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Datenschutz</translation>
    </message>
</context>
<context>
    <name>SettingsPrivacy</name>
    <message>
        <source>Glovebox sends no telemetry, and asks nobody for updates. It connects to the hosts below; when an agent image is built also to the npm registry that this host is set to; and to what you name in an image or a template. What sandboxes may reach is on the Egress page.</source>
        <translation>Glovebox sendet keine Telemetrie und fragt niemanden nach Aktualisierungen. Es verbindet sich mit den Hosts unten; wenn ein Agent-Image gebaut wird, auch mit der npm-Registry, die auf diesem Host eingestellt ist; und mit dem, was in einem Image oder einer Vorlage genannt wird. Was Sandboxes erreichen dürfen, steht auf der Seite Egress.</translation>
    </message>
    <message>
        <source>Hosts that Glovebox connects to</source>
        <translation>Hosts, mit denen sich Glovebox verbindet</translation>
    </message>
    <message>
        <source>As it is set up now: none.</source>
        <translation>So wie es jetzt eingerichtet ist: keine.</translation>
    </message>
    <message>
        <source>View only</source>
        <translation>Nur ansehen</translation>
    </message>
    <message>
        <source>This start was made with --view-only: it holds until the window is closed.</source>
        <translation>Gestartet mit --view-only: Das gilt, bis das Fenster geschlossen wird.</translation>
    </message>
    <message>
        <source>You can look and export, not change: no action reaches the engine. Anybody at this window can switch it off again.</source>
        <translation>Ansehen und exportieren, nicht ändern: Keine Aktion erreicht die Engine. Wer an diesem Fenster sitzt, kann es wieder ausschalten.</translation>
    </message>
</context>
<context>
    <name>SetupHostCheck</name>
    <message>
        <source>Can this host run sandboxes?</source>
        <translation>Kann dieser Host Sandboxes ausführen?</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Re-check all</source>
        <translation>Alles erneut prüfen</translation>
    </message>
    <message>
        <source>You can continue, and add the key now: no sandbox starts here until what failed is put right.</source>
        <translation>Fortfahren und den Schlüssel schon hinzufügen ist möglich: Hier startet keine Sandbox, bis das Fehlgeschlagene behoben ist.</translation>
    </message>
</context>
<context>
    <name>SetupKeyFields</name>
    <message>
        <source>Create a self-hosted environment in the Console, and a key for it there. Keys are made and revoked in the Console only; here one is tested and kept.</source>
        <translation>In der Console eine selbst gehostete Umgebung anlegen und dort einen Schlüssel für sie. Schlüssel werden nur in der Console erstellt und widerrufen; hier wird einer getestet und aufbewahrt.</translation>
    </message>
    <message>
        <source>Environment id</source>
        <translation>Id der Umgebung</translation>
    </message>
    <message>
        <source>Name here (optional)</source>
        <translation>Name hier (optional)</translation>
    </message>
    <message>
        <source>production</source>
        <translation>Produktion</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>Ihr Schlüssel</translation>
    </message>
    <message>
        <source>Paste it</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>From a file</source>
        <translation>Aus einer Datei</translation>
    </message>
    <message>
        <source>Environment key</source>
        <translation>Umgebungsschlüssel</translation>
    </message>
    <message>
        <source>It is still here; paste another to replace it</source>
        <translation>Er ist noch hier; einen anderen einfügen, um ihn zu ersetzen</translation>
    </message>
    <message>
        <source>It stays on this host, and is never readable inside a sandbox</source>
        <translation>Er bleibt auf diesem Host und ist in einer Sandbox nie lesbar</translation>
    </message>
    <message>
        <source>File with the key</source>
        <translation>Datei mit dem Schlüssel</translation>
    </message>
    <message>
        <source>Closed to other users of this host; it is read once</source>
        <translation>Für andere Nutzer dieses Hosts gesperrt; sie wird einmal gelesen</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>The file with the environment&apos;s key</source>
        <translation>Die Datei mit dem Schlüssel der Umgebung</translation>
    </message>
    <message>
        <source>Reading the queue&apos;s figures; no work is claimed…</source>
        <translation>Die Zahlen der Warteschlange werden gelesen; keine Arbeit wird übernommen…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The key works</source>
        <translation>Der Schlüssel funktioniert</translation>
    </message>
    <message>
        <source>Add without a test</source>
        <translation>Ohne Test hinzufügen</translation>
    </message>
    <message>
        <source>It is served as soon as the control plane can be reached</source>
        <translation>Sie wird bedient, sobald die Control Plane erreichbar ist</translation>
    </message>
    <message>
        <source>Add another environment</source>
        <translation>Eine weitere Umgebung hinzufügen</translation>
    </message>
</context>
<context>
    <name>SetupLine</name>
    <message>
        <source>%1: %2. %3</source>
        <translation>%1: %2. %3</translation>
    </message>
</context>
<context>
    <name>SetupPage</name>
    <message>
        <source>Set up Glovebox</source>
        <translation>Glovebox einrichten</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>It stays where it is</source>
        <translation>Sie bleibt, wo sie ist</translation>
    </message>
    <message>
        <source>Explore with sample data</source>
        <translation>Mit Beispieldaten erkunden</translation>
    </message>
    <message>
        <source>Opens a window of its own</source>
        <translation>Öffnet ein eigenes Fenster</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What the test made is destroyed</source>
        <translation>Was der Test erstellt hat, wird zerstört</translation>
    </message>
    <message>
        <source>Continue anyway</source>
        <translation>Trotzdem fortfahren</translation>
    </message>
</context>
<context>
    <name>SetupTemplate</name>
    <message>
        <source>Guest image</source>
        <translation>Gast-Image</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Cancel preparing</source>
        <translation>Vorbereitung abbrechen</translation>
    </message>
    <message>
        <source>What was made so far is not kept</source>
        <translation>Was bisher entstand, wird nicht behalten</translation>
    </message>
    <message>
        <source>Images on this host</source>
        <translation>Images auf diesem Host</translation>
    </message>
    <message>
        <source>Import an image…</source>
        <translation>Image importieren…</translation>
    </message>
    <message>
        <source>From a registry or from a file</source>
        <translation>Aus einer Registry oder aus einer Datei</translation>
    </message>
    <message>
        <source>Possible once the engine runs</source>
        <translation>Möglich, sobald die Engine läuft</translation>
    </message>
    <message>
        <source>The test needs the default one alone. Others can come now or later: from a registry, or from a file on a host without network.</source>
        <translation>Der Test braucht nur das Standard-Image. Andere können jetzt oder später kommen: aus einer Registry oder, auf einem Host ohne Netz, aus einer Datei.</translation>
    </message>
    <message>
        <source>%1, the default</source>
        <translation>%1, das Standard-Image</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>SetupTestRun</name>
    <message>
        <source>Glovebox is ready</source>
        <translation>Glovebox ist bereit</translation>
    </message>
    <message>
        <source>Start a session for this environment, in the Console or with an operator key from Sessions: its sandbox appears here by itself.</source>
        <translation>Eine Sitzung für diese Umgebung starten, in der Console oder mit einem Operator-Schlüssel unter Sitzungen: Ihre Sandbox erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>Sandboxes reach nothing outside until you allow it: see Egress.</source>
        <translation>Sandboxes erreichen draußen nichts, bis es erlaubt wird: siehe Egress.</translation>
    </message>
    <message>
        <source>Calls that need a yes wait in Approvals; an operator key lets you answer them here.</source>
        <translation>Aufrufe, die ein Ja brauchen, warten unter Freigaben; mit einem Operator-Schlüssel sind sie hier zu beantworten.</translation>
    </message>
    <message>
        <source>Destroy what it made</source>
        <translation>Zerstören, was er erstellt hat</translation>
    </message>
    <message>
        <source>Run the test again</source>
        <translation>Test erneut ausführen</translation>
    </message>
</context>
<context>
    <name>SetupWelcome</name>
    <message>
        <source>Give your agents a sealed box</source>
        <translation>Eine versiegelte Box für Agenten</translation>
    </message>
    <message>
        <source>Glovebox takes work from a self-hosted environment of Claude Managed Agents. Every session gets a microVM of its own on this host; its tool calls run in there, and you watch.</source>
        <translation>Glovebox nimmt Arbeit von einer selbst gehosteten Umgebung von Claude Managed Agents an. Jede Sitzung bekommt eine eigene MicroVM auf diesem Host; ihre Tool-Aufrufe laufen darin, und hier ist alles zu sehen.</translation>
    </message>
    <message>
        <source>Set up this host</source>
        <translation>Diesen Host einrichten</translation>
    </message>
    <message>
        <source>Check the host, add an environment&apos;s key, prepare a template, and run a test. About ten minutes, most of them at the first start.</source>
        <translation>Host prüfen, Schlüssel einer Umgebung hinzufügen, Vorlage vorbereiten und Test ausführen. Etwa zehn Minuten, die meisten davon beim ersten Start.</translation>
    </message>
    <message>
        <source>Attach to a running engine</source>
        <translation>An eine laufende Engine anbinden</translation>
    </message>
    <message>
        <source>Another Glovebox works with this data folder now.</source>
        <translation>Ein anderes Glovebox arbeitet gerade mit diesem Datenordner.</translation>
    </message>
    <message>
        <source>gloveboxctl serve runs on this host already: this window goes on with what it has.</source>
        <translation>gloveboxctl serve läuft auf diesem Host schon: Dieses Fenster macht mit dem weiter, was dort ist.</translation>
    </message>
    <message>
        <source>Explore with sample data</source>
        <translation>Mit Beispieldaten erkunden</translation>
    </message>
    <message>
        <source>A second window with a simulated engine: sessions, failures and approvals to look at. No key, no network, nothing real.</source>
        <translation>Ein zweites Fenster mit einer simulierten Engine: Sitzungen, Fehler und Freigaben zum Ansehen. Kein Schlüssel, kein Netz, nichts Echtes.</translation>
    </message>
    <message>
        <source>Run the built-in demo</source>
        <translation>Die eingebaute Demo ausführen</translation>
    </message>
    <message>
        <source>Real microVMs on this host, with a control plane that is simulated. No key, no network.</source>
        <translation>Echte MicroVMs auf diesem Host mit einer simulierten Control Plane. Kein Schlüssel, kein Netz.</translation>
    </message>
    <message>
        <source>One program at a time works with a data folder. Stop the other one; this window then takes over and goes on with its environments, sandboxes and history. What runs in sandboxes of sessions ends; what is kept stays.</source>
        <translation>Mit einem Datenordner arbeitet immer nur ein Programm. Ist das andere angehalten, dann übernimmt dieses Fenster und macht mit seinen Umgebungen, Sandboxes und seiner Historie weiter. Was in Sandboxes von Sitzungen läuft, endet; was behalten wird, bleibt.</translation>
    </message>
    <message>
        <source>Where it was started as a service</source>
        <translation>Wo es als Dienst gestartet wurde</translation>
    </message>
</context>
<context>
    <name>SkeletonRows</name>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
</context>
<context>
    <name>SnapshotActions</name>
    <message>
        <source>Not in place: %1</source>
        <translation>Nicht an Ort und Stelle: %1</translation>
    </message>
    <message>
        <source>New sandbox…</source>
        <translation>Neue Sandbox…</translation>
    </message>
    <message>
        <source>One of your own that begins here, with files, commands and a reservation</source>
        <translation>Eine eigene, die hier beginnt, mit Dateien, Befehlen und einer Reservierung</translation>
    </message>
    <message>
        <source>Restore, fork…</source>
        <translation>Herstellen, forken…</translation>
    </message>
    <message>
        <source>One or several sandboxes of your own that begin here   %1</source>
        <translation>Eine oder mehrere eigene Sandboxes, die hier beginnen   %1</translation>
    </message>
    <message>
        <source>In place…</source>
        <translation>An Ort und Stelle…</translation>
    </message>
    <message>
        <source>A sandbox like it goes back to this point</source>
        <translation>Eine Sandbox wie sie geht zu diesem Punkt zurück</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Nothing of it is left; the sandbox goes on</source>
        <translation>Nichts davon bleibt; die Sandbox läuft weiter</translation>
    </message>
    <message>
        <source>Unpin: it can be deleted again</source>
        <translation>Ablösen: er kann wieder gelöscht werden</translation>
    </message>
    <message>
        <source>Pin: it is not deleted until the pin is out</source>
        <translation>Anheften: er wird nicht gelöscht, bis er abgelöst ist</translation>
    </message>
    <message>
        <source>Verify: read all of it and compare</source>
        <translation>Prüfen: alles davon lesen und vergleichen</translation>
    </message>
    <message>
        <source>Stop verifying; what an earlier check found stays</source>
        <translation>Prüfung beenden; was eine frühere fand, bleibt</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete it from this host…</source>
        <translation>Von diesem Host löschen…</translation>
    </message>
</context>
<context>
    <name>SnapshotDialog</name>
    <message>
        <source>Keep what %1 has on disk</source>
        <translation>Behalten, was %1 auf der Platte hat</translation>
    </message>
    <message>
        <source>Take a snapshot of %1</source>
        <translation>Snapshot von %1 aufnehmen</translation>
    </message>
    <message>
        <source>Keep as a snapshot</source>
        <translation>Als Snapshot behalten</translation>
    </message>
    <message>
        <source>Take snapshot</source>
        <translation>Snapshot aufnehmen</translation>
    </message>
    <message>
        <source>Its memory and files as it fell asleep, kept as a snapshot until you delete it. It sleeps on.</source>
        <translation>Arbeitsspeicher und Dateien, wie sie einschlief, als Snapshot behalten, bis er gelöscht wird. Sie schläft weiter.</translation>
    </message>
    <message>
        <source>Its memory and files as they are now, at one point in time. It stands still for a moment and goes on; the snapshot stays until you delete it.</source>
        <translation>Arbeitsspeicher und Dateien, wie sie jetzt sind, zu einem Zeitpunkt. Sie steht einen Moment still und läuft weiter; der Snapshot bleibt, bis er gelöscht wird.</translation>
    </message>
    <message>
        <source>Name (optional)</source>
        <translation>Name (optional)</translation>
    </message>
</context>
<context>
    <name>SnapshotFacts</name>
    <message>
        <source>What restoring changes</source>
        <translation>Was Wiederherstellen ändert</translation>
    </message>
</context>
<context>
    <name>SnapshotHead</name>
    <message>
        <source>emulated</source>
        <translation>emuliert</translation>
    </message>
    <message>
        <source>Stands on %1</source>
        <translation>Steht auf %1</translation>
    </message>
    <message>
        <source>Open the snapshot before it</source>
        <translation>Den Snapshot davor öffnen</translation>
    </message>
    <message>
        <source>Open the template</source>
        <translation>Vorlage öffnen</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>Sandbox öffnen</translation>
    </message>
    <message>
        <source>List them</source>
        <translation>Auflisten</translation>
    </message>
</context>
<context>
    <name>SnapshotTable</name>
    <message>
        <source>Lineage</source>
        <translation>Abstammung</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Ausgewählt</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>Eigenes</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Stood still</source>
        <translation>Stillstand</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Lebend</translation>
    </message>
    <message>
        <source>Select %1</source>
        <translation>%1 auswählen</translation>
    </message>
    <message>
        <source>Unfold %1</source>
        <translation>%1 ausklappen</translation>
    </message>
    <message>
        <source>Fold %1</source>
        <translation>%1 einklappen</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>begins</source>
        <translation>beginnt</translation>
    </message>
    <message>
        <source>%1, by %2</source>
        <translation>%1, von %2</translation>
    </message>
    <message>
        <source>all of it is being read</source>
        <translation>alles davon wird gelesen</translation>
    </message>
    <message>
        <source>not read since it was written</source>
        <translation>seit dem Schreiben nicht gelesen</translation>
    </message>
    <message>
        <source>found damaged %1</source>
        <translation>%1 beschädigt gefunden</translation>
    </message>
    <message>
        <source>found whole %1</source>
        <translation>%1 unversehrt gefunden</translation>
    </message>
    <message>
        <source>Open network connections are lost; programs have to connect again.</source>
        <translation>Offene Netzverbindungen gehen verloren; Programme müssen sich neu verbinden.</translation>
    </message>
    <message>
        <source>The clock is set and randomness is mixed anew before any command runs.</source>
        <translation>Die Uhr wird gestellt und der Zufall neu gemischt, bevor ein Befehl läuft.</translation>
    </message>
    <message>
        <source>As new: id, machine id and host name are its own.</source>
        <translation>Als neue: Kennung, Machine-ID und Hostname sind ihre eigenen.</translation>
    </message>
    <message>
        <source>Sandboxes with a slot may come to need %1 of the memory and %2 of %3 vCPUs that this host has for them.</source>
        <translation>Sandboxes mit einem Slot können %1 des Arbeitsspeichers und %2 von %3 vCPUs brauchen, die dieser Host für sie hat.</translation>
    </message>
    <message>
        <source>%1 %2 of disk are free; nothing new starts below %3.</source>
        <translation>%1 %2 der Platte sind frei; unter %3 startet nichts Neues.</translation>
    </message>
    <message>
        <source>snapshots %1</source>
        <translation>Snapshots %1</translation>
    </message>
    <message>
        <source>hibernated %1</source>
        <translation>Ruhezustand %1</translation>
    </message>
    <message>
        <source>templates %1</source>
        <translation>Vorlagen %1</translation>
    </message>
    <message>
        <source>%1 on disk: %2</source>
        <translation>%1 auf Platte: %2</translation>
    </message>
</context>
<context>
    <name>SnapshotsPage</name>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Filter snapshots</source>
        <translation>Snapshots filtern</translation>
    </message>
    <message>
        <source>No snapshots can be taken on this host. %1</source>
        <translation>Auf diesem Host können keine Snapshots aufgenommen werden. %1</translation>
    </message>
    <message>
        <source>Clear selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Delete %1…</source>
        <translation>%1 löschen…</translation>
    </message>
    <message>
        <source>No snapshots</source>
        <translation>Keine Snapshots</translation>
    </message>
    <message>
        <source>No snapshots can be taken on this host</source>
        <translation>Auf diesem Host können keine Snapshots aufgenommen werden</translation>
    </message>
    <message>
        <source>A snapshot is one point in time of a sandbox, memory and files. The sandbox goes on; any number of new ones can begin there. Take one on the Sandboxes page with S.</source>
        <translation>Ein Snapshot ist ein Zeitpunkt einer Sandbox, Arbeitsspeicher und Dateien. Die Sandbox läuft weiter; beliebig viele neue können dort beginnen. Einen auf der Seite Sandboxes mit S aufnehmen.</translation>
    </message>
    <message>
        <source>No snapshot matches the filter</source>
        <translation>Kein Snapshot passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>SnapshotsPart</name>
    <message>
        <source>1 snapshot</source>
        <translation>1 Snapshot</translation>
    </message>
    <message>
        <source>%1 snapshots</source>
        <translation>%1 Snapshots</translation>
    </message>
    <message>
        <source>Copies of it as it is now</source>
        <translation>Kopien von ihr, wie sie jetzt ist</translation>
    </message>
    <message>
        <source>Snapshot now…</source>
        <translation>Snapshot jetzt…</translation>
    </message>
    <message>
        <source>One point in time of it, to go back to   %1</source>
        <translation>Ein Zeitpunkt von ihr, zu dem man zurück kann   %1</translation>
    </message>
    <message>
        <source>No snapshots of it</source>
        <translation>Keine Snapshots von ihr</translation>
    </message>
    <message>
        <source>No snapshots can be taken on this host</source>
        <translation>Auf diesem Rechner sind keine Snapshots möglich</translation>
    </message>
    <message>
        <source>A snapshot is one point in time of the sandbox, memory and files. It goes on; any number of new ones can begin there.</source>
        <translation>Ein Snapshot ist ein Zeitpunkt der Sandbox, Speicher und Dateien. Sie läuft weiter; beliebig viele neue können dort beginnen.</translation>
    </message>
    <message>
        <source>The session has no sandbox now, and none of the one that it had was kept.</source>
        <translation>Die Sitzung hat gerade keine Sandbox, und von der, die sie hatte, ist keiner da.</translation>
    </message>
    <message>
        <source>Not now: %1</source>
        <translation>Nicht jetzt: %1</translation>
    </message>
</context>
<context>
    <name>SomeOf</name>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 mehr</translation>
    </message>
</context>
<context>
    <name>StartSessionDialog</name>
    <message>
        <source>It is listed here as soon as this host has its work</source>
        <translation>Sie steht hier, sobald dieser Host ihre Arbeit hat</translation>
    </message>
    <message>
        <source>The session was started</source>
        <translation>Die Sitzung wurde gestartet</translation>
    </message>
    <message>
        <source>The session is there, its message is not</source>
        <translation>Die Sitzung ist da, ihre Nachricht nicht</translation>
    </message>
    <message>
        <source>Start a session</source>
        <translation>Sitzung starten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Open the session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet…</translation>
    </message>
    <message>
        <source>Send the message again</source>
        <translation>Nachricht noch einmal senden</translation>
    </message>
    <message>
        <source>Start session</source>
        <translation>Sitzung starten</translation>
    </message>
    <message>
        <source>Copy its id</source>
        <translation>Ihre Kennung kopieren</translation>
    </message>
    <message>
        <source>Its work comes to whoever serves the environment; here it is listed once this host has claimed it.</source>
        <translation>Ihre Arbeit kommt zu dem, der die Umgebung bedient; hier steht sie, sobald dieser Host sie übernommen hat.</translation>
    </message>
    <message>
        <source>What you wrote is lost then. Cancel once more to leave.</source>
        <translation>Das Geschriebene geht dann verloren. Zum Verlassen noch einmal abbrechen.</translation>
    </message>
</context>
<context>
    <name>StartSessionFields</name>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>choose one…</source>
        <translation>einen wählen…</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>Read the agents again</source>
        <translation>Agenten neu lesen</translation>
    </message>
    <message>
        <source>This environment has no operator key here: nobody can speak for you from this host. Add one, or start the session in the Console; its metadata can name the sandbox.</source>
        <translation>Diese Umgebung hat hier keinen Operator-Schlüssel: niemand kann von diesem Host aus für den Operator sprechen. Einen hinzufügen oder die Sitzung in der Console starten; ihre Metadaten können die Sandbox nennen.</translation>
    </message>
    <message>
        <source>Reading the agents…</source>
        <translation>Agenten werden gelesen…</translation>
    </message>
    <message>
        <source>The agents could not be read. %1</source>
        <translation>Die Agenten konnten nicht gelesen werden. %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Title (optional)</source>
        <translation>Titel (optional)</translation>
    </message>
    <message>
        <source>First message (without one the session waits)</source>
        <translation>Erste Nachricht (ohne eine wartet die Sitzung)</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Metadata (optional)</source>
        <translation>Metadaten (optional)</translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>Budget reached</source>
        <translation>Budget erreicht</translation>
    </message>
    <message>
        <source>Retries exhausted</source>
        <translation>Versuche erschöpft</translation>
    </message>
    <message>
        <source>Waiting for a custom tool result</source>
        <translation>Wartet auf eigenes Werkzeug</translation>
    </message>
    <message>
        <source>Idle · waiting for a message</source>
        <translation>Untätig · wartet auf Nachricht</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Creating</source>
        <translation>Entsteht</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>Stellt wieder her</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Hibernating</source>
        <translation>Schläft ein</translation>
    </message>
    <message>
        <source>Hibernated</source>
        <translation>Im Ruhezustand</translation>
    </message>
    <message>
        <source>Resuming</source>
        <translation>Wird fortgesetzt</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Destroying</source>
        <translation>Wird zerstört</translation>
    </message>
    <message>
        <source>Destroyed</source>
        <translation>Zerstört</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Running · busy</source>
        <translation>Läuft · aktiv</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Not for this host</source>
        <translation>Nicht für diesen Host</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Creating %1%</source>
        <translation>Entsteht %1%</translation>
    </message>
    <message>
        <source>Deleting</source>
        <translation>Wird gelöscht</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Building 1/2</source>
        <translation>Build 1/2</translation>
    </message>
    <message>
        <source>Building 2/2</source>
        <translation>Build 2/2</translation>
    </message>
    <message>
        <source>Building</source>
        <translation>Wird gebaut</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Aufgegeben</translation>
    </message>
    <message>
        <source>Importing %1</source>
        <translation>Import %1</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>Wird importiert</translation>
    </message>
    <message>
        <source>Import failed</source>
        <translation>Import-Fehler</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Building %1/%2</source>
        <translation>Build %1/%2</translation>
    </message>
    <message>
        <source>Build failed</source>
        <translation>Build-Fehler</translation>
    </message>
    <message>
        <source>Outdated</source>
        <translation>Veraltet</translation>
    </message>
    <message>
        <source>Waits for its sandbox</source>
        <translation>Wartet auf ihre Sandbox</translation>
    </message>
    <message>
        <source>Seeding %1/%2</source>
        <translation>Befüllung %1/%2</translation>
    </message>
    <message>
        <source>Seeding</source>
        <translation>Befüllung</translation>
    </message>
    <message>
        <source>Seeded</source>
        <translation>Befüllt</translation>
    </message>
    <message>
        <source>Seeding failed</source>
        <translation>Befüllen fehlgeschlagen</translation>
    </message>
    <message>
        <source>Seeding cancelled</source>
        <translation>Befüllung abgebrochen</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Wird pausiert…</translation>
    </message>
    <message>
        <source>Resuming…</source>
        <translation>Wird fortgesetzt…</translation>
    </message>
    <message>
        <source>Hibernating…</source>
        <translation>Schläft ein…</translation>
    </message>
    <message>
        <source>Destroying…</source>
        <translation>Wird zerstört…</translation>
    </message>
    <message>
        <source>Needs approval</source>
        <translation>Braucht Freigabe</translation>
    </message>
    <message>
        <source>Waiting for sandbox</source>
        <translation>Wartet auf Sandbox</translation>
    </message>
    <message>
        <source>Rescheduling</source>
        <translation>Wird neu eingeplant</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Terminated</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Angefordert</translation>
    </message>
    <message>
        <source>Running %1</source>
        <translation>Läuft %1</translation>
    </message>
    <message>
        <source>Sending result</source>
        <translation>Ergebnis wird gesendet</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Timed out</source>
        <translation>Zeit abgelaufen</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Runs at Anthropic</source>
        <translation>Läuft bei Anthropic</translation>
    </message>
    <message>
        <source>Answered elsewhere</source>
        <translation>Anderswo beantwortet</translation>
    </message>
    <message>
        <source>Sending answer</source>
        <translation>Antwort wird gesendet</translation>
    </message>
    <message>
        <source>Answer not sent</source>
        <translation>Antwort nicht gesendet</translation>
    </message>
    <message>
        <source>Answer sent</source>
        <translation>Antwort gesendet</translation>
    </message>
    <message>
        <source>Not polling</source>
        <translation>Keine Abfrage</translation>
    </message>
    <message>
        <source>Polling</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Paused by you</source>
        <translation>Hier pausiert</translation>
    </message>
    <message>
        <source>Draining %1 left</source>
        <translation>Läuft aus, noch %1</translation>
    </message>
    <message>
        <source>Disconnected since %1</source>
        <translation>Getrennt seit %1</translation>
    </message>
    <message>
        <source>Key rejected</source>
        <translation>Schlüssel abgewiesen</translation>
    </message>
    <message>
        <source>Engine stopped</source>
        <translation>Engine gestoppt</translation>
    </message>
    <message>
        <source>Engine preparing</source>
        <translation>Engine bereitet vor</translation>
    </message>
    <message>
        <source>Engine running</source>
        <translation>Engine läuft</translation>
    </message>
    <message>
        <source>Engine draining</source>
        <translation>Engine läuft aus</translation>
    </message>
    <message>
        <source>Engine failed</source>
        <translation>Engine fehlgeschlagen</translation>
    </message>
    <message>
        <source>Acceleration not probed yet</source>
        <translation>Beschleunigung noch nicht geprüft</translation>
    </message>
    <message>
        <source>KVM on</source>
        <translation>KVM an</translation>
    </message>
    <message>
        <source>Emulated</source>
        <translation>Emuliert</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>This host</source>
        <translation>Dieser Host</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>Slots</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>Promised</source>
        <translation>Zugesagt</translation>
    </message>
    <message>
        <source>Times: %1. Press for the next.</source>
        <translation>Zeiten: %1. Drücken für die nächste Art.</translation>
    </message>
</context>
<context>
    <name>StepField</name>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>From, on this host</source>
        <translation>Von, auf diesem Host</translation>
    </message>
    <message>
        <source>Kind of step %1</source>
        <translation>Art von Schritt %1</translation>
    </message>
    <message>
        <source>%1 of step %2</source>
        <translation>%1 von Schritt %2</translation>
    </message>
    <message>
        <source>several lines: they are edited as text</source>
        <translation>mehrere Zeilen: sie werden als Text bearbeitet</translation>
    </message>
    <message>
        <source>Value of step %1</source>
        <translation>Wert von Schritt %1</translation>
    </message>
    <message>
        <source>To, in the sandbox, of step %1</source>
        <translation>Nach, in der Sandbox, von Schritt %1</translation>
    </message>
    <message>
        <source>Move step %1 up</source>
        <translation>Schritt %1 nach oben</translation>
    </message>
    <message>
        <source>Move step %1 down</source>
        <translation>Schritt %1 nach unten</translation>
    </message>
    <message>
        <source>Remove step %1</source>
        <translation>Schritt %1 entfernen</translation>
    </message>
</context>
<context>
    <name>StopDialog</name>
    <message>
        <source>Stop everything?</source>
        <translation>Alles anhalten?</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Destroy 1 sandbox</source>
        <translation>1 Sandbox zerstören</translation>
    </message>
    <message>
        <source>Destroy %1 sandboxes</source>
        <translation>%1 Sandboxes zerstören</translation>
    </message>
    <message>
        <source>Pause polling now</source>
        <translation>Abfrage jetzt pausieren</translation>
    </message>
    <message>
        <source>Take no new work; what is active goes on</source>
        <translation>Keine neue Arbeit annehmen; Laufendes geht weiter</translation>
    </message>
    <message>
        <source>Then choose what happens to the sandboxes of this host. Each of these pauses polling first.</source>
        <translation>Dann wählen, was mit den Sandboxes dieses Hosts geschieht. Jedes davon pausiert zuerst die Abfrage.</translation>
    </message>
    <message>
        <source>Pause all %1</source>
        <translation>Alle %1 pausieren</translation>
    </message>
    <message>
        <source>They stand still and keep their memory</source>
        <translation>Sie stehen still und behalten ihren Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Hibernate all %1</source>
        <translation>Alle %1 in Ruhezustand</translation>
    </message>
    <message>
        <source>They go to disk and free their slots; open connections are lost</source>
        <translation>Sie gehen auf die Platte und geben ihre Slots frei; offene Verbindungen gehen verloren</translation>
    </message>
    <message>
        <source>To destroy them all, type: %1</source>
        <translation>Um sie alle zu zerstören, eintippen: %1</translation>
    </message>
    <message>
        <source>Memory, processes and unsaved files are removed. Snapshots that were taken of them stay.</source>
        <translation>Arbeitsspeicher, Prozesse und ungesicherte Dateien werden entfernt. Snapshots, die davon aufgenommen wurden, bleiben.</translation>
    </message>
</context>
<context>
    <name>SupportBundle</name>
    <message>
        <source>What stands above: results and facts.</source>
        <translation>Was oben steht: Ergebnisse und Fakten.</translation>
    </message>
    <message>
        <source>Acceleration, slots, memory and disk; its problem if it has one.</source>
        <translation>Beschleunigung, Slots, Speicher und Disk; ihr Problem, wenn sie eines hat.</translation>
    </message>
    <message>
        <source>Not known yet: it goes in empty.</source>
        <translation>Noch nicht bekannt: bleibt leer.</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Of Glovebox, QEMU, the system and its kernel; and the time.</source>
        <translation>Von Glovebox, QEMU, dem System und seinem Kernel; und die Zeit.</translation>
    </message>
    <message>
        <source>Host checks</source>
        <translation>Prüfungen des Hosts</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>None is set up.</source>
        <translation>Keine ist eingerichtet.</translation>
    </message>
    <message>
        <source>Id, address and state of each, and its problem. No key, no part of one.</source>
        <translation>Kennung, Adresse und Zustand einer jeden und ihr Problem. Kein Schlüssel, kein Teil eines Schlüssels.</translation>
    </message>
</context>
<context>
    <name>TemplateDialog</name>
    <message>
        <source>New template</source>
        <translation>Neue Vorlage</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Save and build</source>
        <translation>Speichern und bauen</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>A change here drops the text&apos;s comments</source>
        <translation>Eine Änderung hier verwirft die Kommentare des Textes</translation>
    </message>
    <message>
        <source>The form opens when the text has no mistakes</source>
        <translation>Das Formular öffnet sich, wenn der Text keine Fehler hat</translation>
    </message>
    <message>
        <source>Definition</source>
        <translation>Definition</translation>
    </message>
    <message>
        <source>Folder that copy steps begin in (optional)</source>
        <translation>Ordner, in dem Kopierschritte beginnen (optional)</translation>
    </message>
    <message>
        <source>The folder that copy steps begin in</source>
        <translation>Der Ordner, in dem Kopierschritte beginnen</translation>
    </message>
    <message>
        <source>What you changed is not saved. Cancel once more to leave it.</source>
        <translation>Die Änderungen sind nicht gespeichert. Zum Verlassen noch einmal abbrechen.</translation>
    </message>
</context>
<context>
    <name>TemplateFields</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Small letters, digits and -</source>
        <translation>Kleinbuchstaben, Ziffern und -</translation>
    </message>
    <message>
        <source>Description (optional)</source>
        <translation>Beschreibung (optional)</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>A size of its own; otherwise the one that this host gives</source>
        <translation>Eine eigene Größe; sonst die dieses Hosts</translation>
    </message>
    <message>
        <source>It has the size of what it is made from.</source>
        <translation>Sie hat die Größe dessen, woraus sie gemacht ist.</translation>
    </message>
    <message>
        <source>vCPUs</source>
        <translation>vCPUs</translation>
    </message>
    <message>
        <source>Memory, MiB</source>
        <translation>Arbeitsspeicher, MiB</translation>
    </message>
    <message>
        <source>Disk, GiB</source>
        <translation>Platte, GiB</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Add step</source>
        <translation>Schritt hinzufügen</translation>
    </message>
    <message>
        <source>None: it is frozen as it starts.</source>
        <translation>Keine: sie wird eingefroren, wie sie startet.</translation>
    </message>
    <message>
        <source>When it is frozen, and after</source>
        <translation>Wann sie eingefroren wird, und danach</translation>
    </message>
    <message>
        <source>Start command (optional)</source>
        <translation>Startbefehl (optional)</translation>
    </message>
    <message>
        <source>Goes on running in its sandboxes</source>
        <translation>Läuft in ihren Sandboxes weiter</translation>
    </message>
    <message>
        <source>Ready check (optional)</source>
        <translation>Bereitschaftsprüfung (optional)</translation>
    </message>
    <message>
        <source>Asked until it succeeds, then it is frozen</source>
        <translation>Wird wiederholt, bis sie gelingt; dann wird eingefroren</translation>
    </message>
    <message>
        <source>Ask every, s</source>
        <translation>Fragen alle, s</translation>
    </message>
    <message>
        <source>For up to, s</source>
        <translation>Höchstens, s</translation>
    </message>
    <message>
        <source>Warm clones</source>
        <translation>Warme Klone</translation>
    </message>
    <message>
        <source>Egress, building</source>
        <translation>Egress beim Bauen</translation>
    </message>
    <message>
        <source>Egress, running</source>
        <translation>Egress im Betrieb</translation>
    </message>
    <message>
        <source>Secrets, building</source>
        <translation>Geheimnisse beim Bauen</translation>
    </message>
    <message>
        <source>Secrets, running</source>
        <translation>Geheimnisse im Betrieb</translation>
    </message>
    <message>
        <source>An idle ladder of its own; otherwise the environment&apos;s or the engine&apos;s</source>
        <translation>Eigene Leerlaufstufen; sonst die der Umgebung oder der Engine</translation>
    </message>
</context>
<context>
    <name>TemplatePane</name>
    <message>
        <source>emulated</source>
        <translation>emuliert</translation>
    </message>
    <message>
        <source>Sandboxes of this size wait for it.</source>
        <translation>Sandboxes dieser Größe warten darauf.</translation>
    </message>
    <message>
        <source>List them</source>
        <translation>Auflisten</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Idle ladder: %1</source>
        <translation>Leerlaufstufen: %1</translation>
    </message>
    <message>
        <source>Change what becomes of its sandboxes when nobody uses them</source>
        <translation>Ändern, was aus ihren Sandboxes wird, wenn niemand sie nutzt</translation>
    </message>
    <message>
        <source>It cannot be deleted now. %1</source>
        <translation>Sie kann jetzt nicht gelöscht werden. %1</translation>
    </message>
    <message>
        <source>Rebuild</source>
        <translation>Neu bauen</translation>
    </message>
    <message>
        <source>A new one is built; this one goes when nothing stands on it</source>
        <translation>Eine neue wird gebaut; diese geht, wenn nichts mehr auf ihr steht</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Removes it from this host   %1</source>
        <translation>Entfernt sie von diesem Host   %1</translation>
    </message>
</context>
<context>
    <name>TemplateTable</name>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Sandbox size</source>
        <translation>Sandbox-Größe</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Runs by</source>
        <translation>Läuft durch</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>Gebaut in</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Warm</source>
        <translation>Warm</translation>
    </message>
    <message>
        <source>In state</source>
        <translation>In Zustand</translation>
    </message>
</context>
<context>
    <name>TemplatesPage</name>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Filter templates</source>
        <translation>Vorlagen filtern</translation>
    </message>
    <message>
        <source>Sandboxes boot on this host instead of being cloned. %1</source>
        <translation>Sandboxes booten auf diesem Host, statt geklont zu werden. %1</translation>
    </message>
    <message>
        <source>No templates</source>
        <translation>Keine Vorlagen</translation>
    </message>
    <message>
        <source>Sandboxes cannot be cloned on this host</source>
        <translation>Auf diesem Host können Sandboxes nicht geklont werden</translation>
    </message>
    <message>
        <source>A template is a microVM that was booted once and frozen, memory and disk. New sandboxes are cloned from it instead of booting. It is built when the first sandbox of its size is wanted, and kept while the engine runs.</source>
        <translation>Eine Vorlage ist eine MicroVM, die einmal gebootet und eingefroren wurde, Arbeitsspeicher und Platte. Neue Sandboxes werden daraus geklont, statt zu booten. Sie wird gebaut, wenn die erste Sandbox ihrer Größe verlangt wird, und bleibt, solange die Engine läuft.</translation>
    </message>
    <message>
        <source>They boot instead, which takes longer. %1</source>
        <translation>Sie booten stattdessen, was länger dauert. %1</translation>
    </message>
    <message>
        <source>No template matches the filter</source>
        <translation>Keine Vorlage passt zum Filter</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
</context>
<context>
    <name>TerminalPage</name>
    <message>
        <source>Leave the terminal with Ctrl+Shift+Esc</source>
        <translation>Terminal mit Strg+Umschalt+Esc verlassen</translation>
    </message>
    <message>
        <source>Open anew</source>
        <translation>Neu öffnen</translation>
    </message>
    <message>
        <source>The sandbox opens a terminal…</source>
        <translation>Die Sandbox öffnet ein Terminal…</translation>
    </message>
    <message>
        <source>Asking the sandbox for its terminals…</source>
        <translation>Die Sandbox wird nach ihren Terminals gefragt…</translation>
    </message>
    <message>
        <source>No terminal is open in it</source>
        <translation>Kein Terminal ist in ihr offen</translation>
    </message>
    <message>
        <source>A shell in the sandbox, as its own user. It goes on in there when you leave this page or close the window, and when the sandbox sleeps.</source>
        <translation>Eine Shell in der Sandbox, als ihr eigener Benutzer. Sie läuft darin weiter, wenn diese Seite verlassen oder das Fenster geschlossen wird und wenn die Sandbox schläft.</translation>
    </message>
    <message>
        <source>Open a terminal</source>
        <translation>Terminal öffnen</translation>
    </message>
    <message>
        <source>Its terminals cannot be reached</source>
        <translation>Ihre Terminals sind nicht erreichbar</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Terminals</source>
        <translation>Terminals</translation>
    </message>
    <message>
        <source>Main window</source>
        <translation>Hauptfenster</translation>
    </message>
</context>
<context>
    <name>TerminalTabs</name>
    <message>
        <source>Terminals</source>
        <translation>Terminals</translation>
    </message>
    <message>
        <source>%1, has printed something</source>
        <translation>%1, hat etwas ausgegeben</translation>
    </message>
    <message>
        <source>Close %1</source>
        <translation>%1 schließen</translation>
    </message>
    <message>
        <source>One more terminal</source>
        <translation>Noch ein Terminal</translation>
    </message>
    <message>
        <source>No more terminals fit into one sandbox</source>
        <translation>Mehr Terminals passen nicht in eine Sandbox</translation>
    </message>
</context>
<context>
    <name>TerminalView</name>
    <message>
        <source>Terminal %1</source>
        <translation>Terminal %1</translation>
    </message>
    <message>
        <source>Back to the end</source>
        <translation>Zurück ans Ende</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Nothing is selected.</source>
        <translation>Nichts ist ausgewählt.</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Nothing reads it.</source>
        <translation>Nichts liest es.</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
<context>
    <name>ThinProgress</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
<context>
    <name>ThreadFilter</name>
    <message>
        <source>Thread</source>
        <translation>Thread</translation>
    </message>
</context>
<context>
    <name>TimelineCard</name>
    <message>
        <source>Fold the timeline away</source>
        <translation>Zeitverlauf einklappen</translation>
    </message>
    <message>
        <source>Show the timeline</source>
        <translation>Zeitverlauf zeigen</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitverlauf</translation>
    </message>
    <message>
        <source>Go live</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>The view goes along with the time again</source>
        <translation>Der Ausschnitt läuft wieder mit der Zeit mit</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>All of the session in view   F</source>
        <translation>Die ganze Sitzung im Blick   F</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>Weiter weg</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>Näher heran</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>Which lanes are shown</source>
        <translation>Welche Spuren gezeigt werden</translation>
    </message>
    <message>
        <source>Timeline: %1</source>
        <translation>Zeitverlauf: %1</translation>
    </message>
    <message>
        <source>Timeline. %1. Left and right go from call to call, Enter selects its event.</source>
        <translation>Zeitverlauf. %1. Links und rechts gehen von Aufruf zu Aufruf, Eingabe wählt sein Ereignis.</translation>
    </message>
    <message>
        <source>The same stands in the list of events.</source>
        <translation>Dasselbe steht in der Liste der Ereignisse.</translation>
    </message>
</context>
<context>
    <name>TranscriptList</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
</context>
<context>
    <name>TranscriptRow</name>
    <message>
        <source>custom tool</source>
        <translation>eigenes Werkzeug</translation>
    </message>
</context>
<context>
    <name>UploadStrip</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What is in the sandbox already stays; nothing half is left</source>
        <translation>Was schon in der Sandbox ist, bleibt; nichts Halbes bleibt zurück</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Lassen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>Usage</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
</context>
<context>
    <name>UsagePane</name>
    <message>
        <source>Budget spent</source>
        <translation>Budget verbraucht</translation>
    </message>
    <message>
        <source>List price, reported by the control plane at the end of each turn. It is not the invoice, and this host&apos;s own cost is not in it.</source>
        <translation>Listenpreis, von der Control Plane am Ende jeder Runde gemeldet. Er ist nicht die Rechnung, und die Kosten dieses Hosts sind nicht darin.</translation>
    </message>
    <message>
        <source>No usage yet</source>
        <translation>Noch kein Verbrauch</translation>
    </message>
    <message>
        <source>The control plane reports tokens and list cost at the end of each turn.</source>
        <translation>Die Control Plane meldet Tokens und Listenkosten am Ende jeder Runde.</translation>
    </message>
</context>
<context>
    <name>VersionLines</name>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Version %1, %2, %3</source>
        <translation>Version %1, %2, %3</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>current</source>
        <translation>aktuell</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>New sandboxes get it; those that run keep theirs</source>
        <translation>Neue Sandboxes bekommen sie; laufende behalten ihre</translation>
    </message>
    <message>
        <source>Delete version %1…</source>
        <translation>Version %1 löschen…</translation>
    </message>
</context>
<context>
    <name>WebhookCard</name>
    <message>
        <source>Webhooks</source>
        <translation>Webhooks</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Lauschen</translation>
    </message>
    <message>
        <source>Listen for webhooks</source>
        <translation>Auf Webhooks lauschen</translation>
    </message>
    <message>
        <source>Whether this host answers the control plane&apos;s calls</source>
        <translation>Ob dieser Host die Anrufe der Control Plane beantwortet</translation>
    </message>
    <message>
        <source>The control plane calls this host when a session starts to run; the queue is then taken at once. Register the public address in the Console.</source>
        <translation>Die Control Plane ruft diesen Host an, wenn eine Sitzung zu laufen beginnt; die Warteschlange wird dann sofort geholt. Die öffentliche Adresse in der Console eintragen.</translation>
    </message>
    <message>
        <source>Good calls</source>
        <translation>Gültige Anrufe</translation>
    </message>
    <message>
        <source>Refused calls</source>
        <translation>Abgewiesene Anrufe</translation>
    </message>
    <message>
        <source>Last good call</source>
        <translation>Letzter gültiger Anruf</translation>
    </message>
</context>
<context>
    <name>WhyEmulatedDialog</name>
    <message>
        <source>Sandboxes are emulated on this host</source>
        <translation>Sandboxes werden auf diesem Host emuliert</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The reason is not known.</source>
        <translation>Der Grund ist nicht bekannt.</translation>
    </message>
    <message>
        <source>For full speed and hardware isolation: turn on virtualization (VT-x or AMD-V) in the firmware, or nested virtualization in the host of this machine; load the module kvm_intel or kvm_amd; and let your user open /dev/kvm. Then start the engine again.</source>
        <translation>Für volle Geschwindigkeit und Isolation durch Hardware: Virtualisierung (VT-x oder AMD-V) in der Firmware einschalten oder verschachtelte Virtualisierung im Host dieser Maschine; das Modul kvm_intel oder kvm_amd laden; und dem Benutzer das Öffnen von /dev/kvm erlauben. Dann die Engine neu starten.</translation>
    </message>
    <message>
        <source>Open Host doctor</source>
        <translation>Host-Diagnose öffnen</translation>
    </message>
    <message>
        <source>Host doctor checks each of these and says what is missing. So does this command:</source>
        <translation>Die Host-Diagnose prüft jedes davon und sagt, was fehlt. Dieser Befehl auch:</translation>
    </message>
</context>
<context>
    <name>WizardSteps</name>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Step %1, %2: something is wrong there</source>
        <translation>Schritt %1, %2: dort stimmt etwas nicht</translation>
    </message>
    <message>
        <source>Step %1, %2</source>
        <translation>Schritt %1, %2</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>Work</name>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Stoppt</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Force stopping</source>
        <translation>Stopp wird erzwungen</translation>
    </message>
    <message>
        <source>Interrupting</source>
        <translation>Wird unterbrochen</translation>
    </message>
    <message>
        <source>Repaired</source>
        <translation>Behoben</translation>
    </message>
    <message>
        <source>Not stopped</source>
        <translation>Nicht gestoppt</translation>
    </message>
    <message>
        <source>Stopped, not interrupted</source>
        <translation>Gestoppt, nicht unterbrochen</translation>
    </message>
    <message>
        <source>Acknowledged, but no heartbeat ever came: its worker is gone.</source>
        <translation>Bestätigt, aber nie kam ein Heartbeat: sein Worker ist weg.</translation>
    </message>
    <message>
        <source>Its heartbeats stopped, and the queue did not take it back.</source>
        <translation>Seine Heartbeats hörten auf, und die Warteschlange nahm ihn nicht zurück.</translation>
    </message>
    <message>
        <source>Waits in the queue although there is room here.</source>
        <translation>Wartet in der Warteschlange, obwohl hier Platz ist.</translation>
    </message>
    <message>
        <source>Somebody has to allow or deny a tool call.</source>
        <translation>Jemand muss einen Werkzeugaufruf erlauben oder ablehnen.</translation>
    </message>
    <message>
        <source>Waits for a custom tool&apos;s result, which the tool&apos;s owner sends.</source>
        <translation>Wartet auf das Ergebnis eines eigenen Werkzeugs, das dessen Besitzer sendet.</translation>
    </message>
    <message>
        <source>Waits for a tool&apos;s result, and nobody serves the session.</source>
        <translation>Wartet auf das Ergebnis eines Werkzeugs, und niemand bedient die Sitzung.</translation>
    </message>
    <message>
        <source>Read the queue again. If it stays, look whether polling is paused, and at the log.</source>
        <translation>Die Warteschlange neu lesen. Bleibt es so, nachsehen, ob die Abfrage pausiert ist, und ins Protokoll sehen.</translation>
    </message>
    <message>
        <source>Answer it under Approvals or in the Console.</source>
        <translation>Unter Freigaben oder in der Console beantworten.</translation>
    </message>
    <message>
        <source>Look at the application that registered the tool; nothing on this host can answer for it.</source>
        <translation>Die Anwendung ansehen, die das Werkzeug angemeldet hat; auf diesem Host kann nichts dafür antworten.</translation>
    </message>
    <message>
        <source>Force stop and interrupt</source>
        <translation>Stopp erzwingen und unterbrechen</translation>
    </message>
    <message>
        <source>Force stop</source>
        <translation>Stopp erzwingen</translation>
    </message>
    <message>
        <source>This host serves it now: a running tool call is cut off.</source>
        <translation>Dieser Host bedient sie jetzt: ein laufender Werkzeugaufruf wird abgeschnitten.</translation>
    </message>
    <message>
        <source>If its worker is alive after all, what that worker is doing is cut off, and its results are refused.</source>
        <translation>Lebt sein Worker doch, wird abgeschnitten, was jener Worker tut, und seine Ergebnisse werden abgewiesen.</translation>
    </message>
    <message>
        <source>The session&apos;s turn ends, and the control plane queues it anew.</source>
        <translation>Die Runde der Sitzung endet, und die Control Plane reiht sie neu ein.</translation>
    </message>
    <message>
        <source>The session stays as it is: without an operator key it has to be interrupted in the Console before it is queued anew.</source>
        <translation>Die Sitzung bleibt, wie sie ist: ohne Operator-Schlüssel muss sie in der Console unterbrochen werden, bevor sie neu eingereiht wird.</translation>
    </message>
    <message>
        <source>Webhooks</source>
        <translation>Webhooks</translation>
    </message>
    <message>
        <source>Polling</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>The operator key is missing on this host. Set it with --operator-key-file or in the environments file, or answer in the Console.</source>
        <translation>Auf diesem Host fehlt der Operator-Schlüssel. Mit --operator-key-file oder in der Datei der Umgebungen setzen oder in der Console antworten.</translation>
    </message>
</context>
<context>
    <name>WorkPane</name>
    <message>
        <source>Work item</source>
        <translation>Arbeitseintrag</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Open the session</source>
        <translation>Sitzung öffnen</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Read and answer the call</source>
        <translation>Den Aufruf lesen und beantworten</translation>
    </message>
    <message>
        <source>Says first what it will do</source>
        <translation>Sagt vorher, was es tun wird</translation>
    </message>
    <message>
        <source>Already asked for</source>
        <translation>Schon angefordert</translation>
    </message>
</context>
<context>
    <name>WorkTable</name>
    <message>
        <source>Work items</source>
        <translation>Arbeitseinträge</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Why it waits</source>
        <translation>Warum er wartet</translation>
    </message>
    <message>
        <source>Held by</source>
        <translation>Gehalten von</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Heartbeat</source>
        <translation>Heartbeat</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
</context>
<context>
    <name>glovebox::bridge::EngineClient</name>
    <message>
        <source>View only: you can look and export, not change.</source>
        <translation>Nur ansehen: ansehen und exportieren, nicht ändern.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ActionRegistry</name>
    <message>
        <source>%1: not now. %2</source>
        <translation>%1: jetzt nicht. %2</translation>
    </message>
    <message>
        <source>This key is fixed.</source>
        <translation>Diese Taste steht fest.</translation>
    </message>
    <message>
        <source>One key, or two one after the other.</source>
        <translation>Eine Taste oder zwei nacheinander.</translation>
    </message>
    <message>
        <source>One key alone, in a list.</source>
        <translation>Eine Taste allein, in einer Liste.</translation>
    </message>
    <message>
        <source>What destroys something has no single letter.</source>
        <translation>Was etwas zerstört, hat keinen einzelnen Buchstaben.</translation>
    </message>
    <message>
        <source>Two keys begin with %1.</source>
        <translation>Zwei Tasten beginnen mit %1.</translation>
    </message>
    <message>
        <source>%1 is the key of “%2”.</source>
        <translation>%1 ist die Taste von „%2“.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ActivityList</name>
    <message>
        <source>%1 “%2”</source>
        <translation>%1 „%2“</translation>
    </message>
    <message>
        <source>egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>denied</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>Stand %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ActivityRows</name>
    <message>
        <source>%1, %2 %3 %4, %5</source>
        <translation>%1, %2 %3 %4, %5</translation>
    </message>
</context>
<context>
    <name>glovebox::models::AlertRows</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 (%2 times)</source>
        <translation>%1 (%2-mal)</translation>
    </message>
</context>
<context>
    <name>glovebox::models::AlertsModel</name>
    <message>
        <source>Needs you</source>
        <translation>Zu tun</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Budget nearly used up</source>
        <translation>Budget fast verbraucht</translation>
    </message>
    <message>
        <source>%1: interrupted</source>
        <translation>%1: unterbrochen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
</context>
<context>
    <name>glovebox::models::Announcer</name>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ApprovalDetail</name>
    <message>
        <source>main</source>
        <translation>Haupt</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Thread</source>
        <translation>Thread</translation>
    </message>
    <message>
        <source>Runs in</source>
        <translation>Läuft in</translation>
    </message>
    <message>
        <source>a new sandbox</source>
        <translation>einer neuen Sandbox</translation>
    </message>
    <message>
        <source>Working directory</source>
        <translation>Arbeitsverzeichnis</translation>
    </message>
    <message>
        <source>%1, or where cd has led its shell</source>
        <translation>%1, oder wohin cd seine Shell geführt hat</translation>
    </message>
    <message>
        <source>Egress profile</source>
        <translation>Egress-Profil</translation>
    </message>
    <message>
        <source>as its environment gives</source>
        <translation>wie die Umgebung es gibt</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Session id</source>
        <translation>Sitzungskennung</translation>
    </message>
    <message>
        <source>Sandbox id</source>
        <translation>Sandbox-Kennung</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>asks before it runs</source>
        <translation>fragt vor dem Lauf</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Angefordert</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Event id</source>
        <translation>Ereigniskennung</translation>
    </message>
    <message>
        <source>Thread id</source>
        <translation>Thread-Kennung</translation>
    </message>
    <message>
        <source>%1 was allowed %2 times and denied %3 times in this session</source>
        <translation>%1 wurde in dieser Sitzung %2-mal erlaubt und %3-mal abgelehnt</translation>
    </message>
    <message>
        <source>waiting %1</source>
        <translation>wartet seit %1</translation>
    </message>
    <message>
        <source>1 more call of this session waits</source>
        <translation>1 weiterer Aufruf dieser Sitzung wartet</translation>
    </message>
    <message>
        <source>%1 more calls of this session wait</source>
        <translation>%1 weitere Aufrufe dieser Sitzung warten</translation>
    </message>
    <message>
        <source>The input is longer than what is kept here; allow it in the Console</source>
        <translation>Die Eingabe ist länger als das hier Behaltene; in der Console erlauben</translation>
    </message>
    <message>
        <source>Scroll through the whole input first</source>
        <translation>Zuerst durch die ganze Eingabe rollen</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>The answer is on its way to the control plane.</source>
        <translation>Die Antwort ist auf dem Weg zur Control Plane.</translation>
    </message>
    <message>
        <source>The control plane has the answer; the session has not gone on yet.</source>
        <translation>Die Control Plane hat die Antwort; die Sitzung ist noch nicht weitergegangen.</translation>
    </message>
    <message>
        <source>Answered.</source>
        <translation>Beantwortet.</translation>
    </message>
    <message>
        <source>This is not the whole input: it is longer than what is kept here. Read and allow it in the Console; denying is possible here.</source>
        <translation>Das ist nicht die ganze Eingabe: sie ist länger als das hier Behaltene. In der Console lesen und erlauben; ablehnen ist hier möglich.</translation>
    </message>
    <message>
        <source>1 of %1 lines has not been in view yet.</source>
        <translation>1 von %1 Zeilen war noch nicht zu sehen.</translation>
    </message>
    <message>
        <source>%1 of %2 lines have not been in view yet.</source>
        <translation>%1 von %2 Zeilen waren noch nicht zu sehen.</translation>
    </message>
    <message>
        <source>The answer was not sent.</source>
        <translation>Die Antwort wurde nicht gesendet.</translation>
    </message>
    <message>
        <source>The answer was not sent. %1</source>
        <translation>Die Antwort wurde nicht gesendet. %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ApprovalsModel</name>
    <message>
        <source>%1 · thread %2</source>
        <translation>%1 · Thread %2</translation>
    </message>
    <message>
        <source>%1, %2, session %3, %4</source>
        <translation>%1, %2, Sitzung %3, %4</translation>
    </message>
    <message>
        <source>%1, selected</source>
        <translation>%1, ausgewählt</translation>
    </message>
</context>
<context>
    <name>glovebox::models::AuditModel</name>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Work items</source>
        <translation>Arbeitseinträge</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Polling</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>Leftovers</source>
        <translation>Überbleibsel</translation>
    </message>
    <message>
        <source>Exports</source>
        <translation>Exporte</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation>Stand %1</translation>
    </message>
    <message>
        <source>%1 newest</source>
        <translation>%1 neueste</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Actor</source>
        <translation>Akteur</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation>Folgenummer</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Chain tag</source>
        <translation>Kettensiegel</translation>
    </message>
</context>
<context>
    <name>glovebox::models::AuditRows</name>
    <message>
        <source>%1, %2, %3, %4, %5</source>
        <translation>%1, %2, %3, %4, %5</translation>
    </message>
</context>
<context>
    <name>glovebox::models::AuditVerifier</name>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>The trail could not be verified. %1</source>
        <translation>Das Protokoll konnte nicht geprüft werden. %1</translation>
    </message>
    <message>
        <source>The trail is not whole, as of %1: %2 entries, and this is wrong:</source>
        <translation>Das Protokoll ist nicht vollständig, Stand %1: %2 Einträge, und das stimmt nicht:</translation>
    </message>
    <message>
        <source>The trail is whole, as of %1: %2 entries. The newest %3 are not in its head yet: they were written just now, or last before a crash.</source>
        <translation>Das Protokoll ist vollständig, Stand %1: %2 Einträge. Die neuesten %3 stehen noch nicht in seinem Kopf: Sie wurden gerade eben oder zuletzt vor einem Absturz geschrieben.</translation>
    </message>
    <message>
        <source>The trail is whole, as of %1: %2 entries, none changed, none missing.</source>
        <translation>Das Protokoll ist vollständig, Stand %1: %2 Einträge, keiner geändert, keiner fehlt.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::BannerList</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Getting ready.</source>
        <translation>Wird bereit gemacht.</translation>
    </message>
    <message>
        <source>The engine prepares image and acceleration.</source>
        <translation>Die Engine bereitet Image und Beschleunigung vor.</translation>
    </message>
    <message>
        <source>Only %1 of disk are free.</source>
        <translation>Nur %1 der Platte sind frei.</translation>
    </message>
    <message>
        <source>No sandbox starts and nothing is hibernated or kept below %1. Delete snapshots, or make room on the disk.</source>
        <translation>Unter %1 startet keine Sandbox, und nichts geht in den Ruhezustand oder wird behalten. Snapshots löschen oder Platz auf der Platte schaffen.</translation>
    </message>
    <message>
        <source>%1 of disk are free.</source>
        <translation>%1 der Platte sind frei.</translation>
    </message>
    <message>
        <source>Below %1 nothing new starts. Delete snapshots, or make room on the disk.</source>
        <translation>Unter %1 startet nichts Neues. Snapshots löschen oder Platz auf der Platte schaffen.</translation>
    </message>
    <message>
        <source>No record says what it is for; it takes %1. Nothing was removed.</source>
        <translation>Kein Eintrag sagt, wofür es da ist; es belegt %1. Nichts wurde entfernt.</translation>
    </message>
    <message>
        <source>No record says what they are for; they take %1. Nothing was removed.</source>
        <translation>Kein Eintrag sagt, wofür sie da sind; sie belegen %1. Nichts wurde entfernt.</translation>
    </message>
    <message>
        <source>1 thing on this host is not explained.</source>
        <translation>1 Ding auf diesem Host ist nicht erklärt.</translation>
    </message>
    <message>
        <source>%1 things on this host are not explained.</source>
        <translation>%1 Dinge auf diesem Host sind nicht erklärt.</translation>
    </message>
    <message>
        <source>Look at them</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Taken up after a restart:</source>
        <translation>Nach einem Neustart übernommen:</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>The environment key was rejected.</source>
        <translation>Der Umgebungsschlüssel wurde abgewiesen.</translation>
    </message>
    <message>
        <source>The environment key of %1 was rejected.</source>
        <translation>Der Umgebungsschlüssel von %1 wurde abgewiesen.</translation>
    </message>
    <message>
        <source>No new work arrives.</source>
        <translation>Es kommt keine neue Arbeit.</translation>
    </message>
    <message>
        <source>Local sandboxes keep running.</source>
        <translation>Lokale Sandboxes laufen weiter.</translation>
    </message>
    <message>
        <source>Retrying in %1.</source>
        <translation>Nächster Versuch in %1.</translation>
    </message>
    <message>
        <source>Cannot reach the control plane since %1.</source>
        <translation>Control Plane nicht erreichbar seit %1.</translation>
    </message>
    <message>
        <source>Cannot reach the control plane of %1 since %2.</source>
        <translation>Control Plane von %1 nicht erreichbar seit %2.</translation>
    </message>
    <message>
        <source>The engine does not answer.</source>
        <translation>Die Engine antwortet nicht.</translation>
    </message>
    <message>
        <source>What you see is as of %1.</source>
        <translation>Gezeigt wird der Stand von %1.</translation>
    </message>
    <message>
        <source>No KVM on this host:</source>
        <translation>Kein KVM auf diesem Host:</translation>
    </message>
    <message>
        <source>sandboxes run in slow software emulation with weaker isolation. For evaluation only.</source>
        <translation>Sandboxes laufen in langsamer Software-Emulation mit schwächerer Isolation. Nur zum Ausprobieren.</translation>
    </message>
    <message>
        <source>How to enable</source>
        <translation>Wie einschalten</translation>
    </message>
    <message>
        <source>Demo control plane.</source>
        <translation>Demo-Control-Plane.</translation>
    </message>
    <message>
        <source>The agents follow a script; the microVMs and the tool calls in them are real.</source>
        <translation>Die Agenten folgen einem Skript; die MicroVMs und die Werkzeugaufrufe darin sind echt.</translation>
    </message>
    <message>
        <source>Sample data.</source>
        <translation>Beispieldaten.</translation>
    </message>
    <message>
        <source>Nothing here is real; actions change only the sample.</source>
        <translation>Nichts hier ist echt; Aktionen ändern nur das Beispiel.</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 mehr</translation>
    </message>
    <message>
        <source>1 result waiting to send.</source>
        <translation>1 Ergebnis wartet auf das Senden.</translation>
    </message>
    <message>
        <source>%1 results waiting to send.</source>
        <translation>%1 Ergebnisse warten auf das Senden.</translation>
    </message>
    <message>
        <source>Host doctor</source>
        <translation>Host-Diagnose</translation>
    </message>
    <message>
        <source>View only:</source>
        <translation>Nur ansehen:</translation>
    </message>
    <message>
        <source>you can look and export, not change.</source>
        <translation>ansehen und exportieren, nicht ändern.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::BudgetRows</name>
    <message>
        <source>This host</source>
        <translation>Dieser Host</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Budget of %1, %2, local compute %3</source>
        <translation>Budget von %1, %2, lokale Rechenkosten %3</translation>
    </message>
</context>
<context>
    <name>glovebox::models::BuildLines</name>
    <message>
        <source>Step %1 of %2  %3</source>
        <translation>Schritt %1 von %2  %3</translation>
    </message>
</context>
<context>
    <name>glovebox::models::BulkDenial</name>
    <message>
        <source>Deny 1 call?</source>
        <translation>1 Aufruf ablehnen?</translation>
    </message>
    <message>
        <source>Deny %1 calls?</source>
        <translation>%1 Aufrufe ablehnen?</translation>
    </message>
    <message>
        <source>Deny 1 call</source>
        <translation>1 Aufruf ablehnen</translation>
    </message>
    <message>
        <source>Deny %1 calls</source>
        <translation>%1 Aufrufe ablehnen</translation>
    </message>
    <message>
        <source>1 of them cannot be denied from here: it is answered already, or its environment has no operator key.</source>
        <translation>1 davon kann von hier nicht abgelehnt werden: er ist schon beantwortet, oder seine Umgebung hat keinen Operator-Schlüssel.</translation>
    </message>
    <message>
        <source>%1 of them cannot be denied from here: they are answered already, or their environment has no operator key.</source>
        <translation>%1 davon können von hier nicht abgelehnt werden: sie sind schon beantwortet, oder ihre Umgebung hat keinen Operator-Schlüssel.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::BulkResult</name>
    <message>
        <source>It was cancelled before its turn.</source>
        <translation>Wurde abgebrochen, bevor es an der Reihe war.</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>It failed.</source>
        <translation>Fehlgeschlagen.</translation>
    </message>
    <message>
        <source>It was given up.</source>
        <translation>Aufgegeben.</translation>
    </message>
    <message>
        <source>Nothing was heard of it for %1 minutes.</source>
        <translation>Seit %1 Minuten war nichts davon zu hören.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Hibernate</source>
        <translation>Ruhezustand</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>Destroy</source>
        <translation>Zerstören</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>%1 under way</source>
        <translation>%1 laufen</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 wartend</translation>
    </message>
    <message>
        <source>%1 done</source>
        <translation>%1 fertig</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <translation>%1 übersprungen</translation>
    </message>
    <message>
        <source>%1 not begun</source>
        <translation>%1 nicht begonnen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartend</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
</context>
<context>
    <name>glovebox::models::CapacityList</name>
    <message>
        <source>all slots are taken</source>
        <translation>alle Slots sind belegt</translation>
    </message>
    <message>
        <source>memory is promised to others</source>
        <translation>Arbeitsspeicher ist anderen zugesagt</translation>
    </message>
    <message>
        <source>processors are promised to others</source>
        <translation>Prozessoren sind anderen zugesagt</translation>
    </message>
    <message>
        <source>the disk is under its reserve</source>
        <translation>die Platte ist unter ihrer Reserve</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>Slots</translation>
    </message>
    <message>
        <source>Sandboxes that hold a slot, of those that may</source>
        <translation>Sandboxes, die einen Slot halten, von denen, die es dürfen</translation>
    </message>
    <message>
        <source>vCPU</source>
        <translation>vCPU</translation>
    </message>
    <message>
        <source>Promised to sandboxes that hold a slot, of what there is for them</source>
        <translation>Den Sandboxes mit Slot zugesagt, von dem, was es für sie gibt</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Images, templates, snapshots and hibernated sandboxes, of that and what is free</source>
        <translation>Images, Vorlagen, Snapshots und ruhende Sandboxes, davon und vom Freien</translation>
    </message>
    <message>
        <source>Room for more: unknown</source>
        <translation>Platz für mehr: unbekannt</translation>
    </message>
    <message>
        <source>No room for another: %1</source>
        <translation>Kein Platz für eine weitere: %1</translation>
    </message>
    <message>
        <source>Room for about %1 more of the usual size (%2 vCPU, %3)</source>
        <translation>Platz für etwa %1 weitere der üblichen Größe (%2 vCPU, %3)</translation>
    </message>
    <message>
        <source>%1 slots</source>
        <translation>%1 Slots</translation>
    </message>
</context>
<context>
    <name>glovebox::models::CommandPalette</name>
    <message>
        <source>Nothing fits</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>The first %1; more fit</source>
        <translation>Die ersten %1; mehr passen</translation>
    </message>
    <message>
        <source>For %1</source>
        <translation>Für %1</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
</context>
<context>
    <name>glovebox::models::CostDays</name>
    <message>
        <source>not reported</source>
        <translation>nicht gemeldet</translation>
    </message>
    <message>
        <source>%1: local compute %2, list cost %3</source>
        <translation>%1: lokale Rechenkosten %2, Listenkosten %3</translation>
    </message>
</context>
<context>
    <name>glovebox::models::CostRows</name>
    <message>
        <source>Everything else</source>
        <translation>Alles andere</translation>
    </message>
    <message>
        <source>Without a session</source>
        <translation>Ohne Sitzung</translation>
    </message>
    <message>
        <source>Without an environment</source>
        <translation>Ohne Umgebung</translation>
    </message>
    <message>
        <source>Booted, without a template</source>
        <translation>Gebootet, ohne Vorlage</translation>
    </message>
    <message>
        <source>Without an agent</source>
        <translation>Ohne Agent</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Ohne Namen</translation>
    </message>
    <message>
        <source>%1, ran %2, local cost %3, list cost %4</source>
        <translation>%1, lief %2, lokale Kosten %3, Listenkosten %4</translation>
    </message>
</context>
<context>
    <name>glovebox::models::CostsModel</name>
    <message>
        <source>Give both days as 2026-11-30.</source>
        <translation>Beide Tage als 2026-11-30 angeben.</translation>
    </message>
    <message>
        <source>The first day comes after the last.</source>
        <translation>Der erste Tag liegt nach dem letzten.</translation>
    </message>
    <message>
        <source>At most %1 days: history is kept so long.</source>
        <translation>Höchstens %1 Tage: so lange wird der Verlauf behalten.</translation>
    </message>
    <message>
        <source>%1 (UTC)</source>
        <translation>%1 (UTC)</translation>
    </message>
    <message>
        <source>%1 to %2 (UTC)</source>
        <translation>%1 bis %2 (UTC)</translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation>Stand %1</translation>
    </message>
    <message>
        <source>No sandbox ran in these days.</source>
        <translation>In diesen Tagen lief keine Sandbox.</translation>
    </message>
    <message>
        <source>1 sandbox, ran %1, %2 of CPU</source>
        <translation>1 Sandbox, lief %1, %2 CPU</translation>
    </message>
    <message>
        <source>%1 sandboxes, ran %2, %3 of CPU</source>
        <translation>%1 Sandboxes, liefen %2, %3 CPU</translation>
    </message>
    <message>
        <source>The control plane reported no usage in these days.</source>
        <translation>Die Control Plane meldete in diesen Tagen keinen Verbrauch.</translation>
    </message>
    <message>
        <source>%1 tokens in, %2 out, %3 from cache; %4 web searches</source>
        <translation>%1 Tokens hinein, %2 heraus, %3 aus dem Cache; %4 Websuchen</translation>
    </message>
    <message>
        <source>--prices names its prices.</source>
        <translation>--prices nennt ihre Preise.</translation>
    </message>
    <message>
        <source>Its prices changed: each day at its own.</source>
        <translation>Die Preise änderten sich: jeder Tag zu seinen.</translation>
    </message>
    <message>
        <source>Prices of %1; --prices names others.</source>
        <translation>Preise von %1; --prices nennt andere.</translation>
    </message>
    <message>
        <source>Total of %1 to %2, UTC</source>
        <translation>Summe von %1 bis %2, UTC</translation>
    </message>
</context>
<context>
    <name>glovebox::models::DayGlance</name>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>Stand %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::DefinedDetail</name>
    <message>
        <source>It has no version yet: no sandbox can be made from it.</source>
        <translation>Sie hat noch keine Version: keine Sandbox kann daraus gemacht werden.</translation>
    </message>
    <message>
        <source>New sandboxes go on getting version %1.</source>
        <translation>Neue Sandboxes bekommen weiter Version %1.</translation>
    </message>
    <message>
        <source>1 sandbox stands on it</source>
        <translation>1 Sandbox steht darauf</translation>
    </message>
    <message>
        <source>%1 sandboxes stand on it</source>
        <translation>%1 Sandboxes stehen darauf</translation>
    </message>
    <message>
        <source>Build again</source>
        <translation>Neu bauen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>Bauen</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>It is being built.</source>
        <translation>Sie wird gebaut.</translation>
    </message>
    <message>
        <source>It was not built yet.</source>
        <translation>Sie wurde noch nicht gebaut.</translation>
    </message>
    <message>
        <source>It was never built; only its definition goes.</source>
        <translation>Sie wurde nie gebaut; nur ihre Definition geht.</translation>
    </message>
    <message>
        <source>Its definition and 1 version go; %1 become free.</source>
        <translation>Ihre Definition und 1 Version gehen; %1 werden frei.</translation>
    </message>
    <message>
        <source>Its definition and %1 versions go; %2 become free.</source>
        <translation>Ihre Definition und %1 Versionen gehen; %2 werden frei.</translation>
    </message>
    <message>
        <source>%1 ready</source>
        <translation>%1 bereit</translation>
    </message>
    <message>
        <source>%1, as soon as it is built</source>
        <translation>%1, sobald sie gebaut ist</translation>
    </message>
    <message>
        <source>none are kept</source>
        <translation>keine werden bereitgehalten</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>as this host gives it</source>
        <translation>wie dieser Host sie gibt</translation>
    </message>
    <message>
        <source>as what it is made from</source>
        <translation>wie das, woraus sie gemacht ist</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Ready when</source>
        <translation>Bereit, wenn</translation>
    </message>
    <message>
        <source>its last step is done</source>
        <translation>ihr letzter Schritt getan ist</translation>
    </message>
    <message>
        <source>Egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>%1 while it is built, %2 in its sandboxes</source>
        <translation>%1 beim Bauen, %2 in ihren Sandboxes</translation>
    </message>
    <message>
        <source>When idle</source>
        <translation>Im Leerlauf</translation>
    </message>
    <message>
        <source>as their environment or the engine has it</source>
        <translation>wie ihre Umgebung oder die Engine es hat</translation>
    </message>
    <message>
        <source>Warm clones</source>
        <translation>Warme Klone</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>%1, built %2</source>
        <translation>%1, gebaut %2</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
</context>
<context>
    <name>glovebox::models::DefinedModel</name>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Step %1 of %2. </source>
        <translation>Schritt %1 von %2. </translation>
    </message>
    <message>
        <source>Template %1, %2</source>
        <translation>Vorlage %1, %2</translation>
    </message>
    <message>
        <source>, 1 sandbox stands on it</source>
        <translation>, 1 Sandbox steht darauf</translation>
    </message>
    <message>
        <source>, %1 sandboxes stand on it</source>
        <translation>, %1 Sandboxes stehen darauf</translation>
    </message>
</context>
<context>
    <name>glovebox::models::DestroyChoice</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2 runs in it; the call is answered with an error</source>
        <translation>%1: %2 läuft darin; der Aufruf wird mit einem Fehler beantwortet</translation>
    </message>
    <message>
        <source>Keep a safety snapshot of it first (about %1, fits)</source>
        <translation>Vorher einen Sicherungs-Snapshot davon behalten (etwa %1, passt)</translation>
    </message>
    <message>
        <source>Keep a safety snapshot of each first (about %1, fits)</source>
        <translation>Vorher von jeder einen Sicherungs-Snapshot behalten (etwa %1, passt)</translation>
    </message>
    <message>
        <source>Keep a safety snapshot of %1 of them first (about %2, fits)</source>
        <translation>Vorher von %1 davon einen Sicherungs-Snapshot behalten (etwa %2, passt)</translation>
    </message>
    <message>
        <source>It stays among the snapshots until somebody deletes it.</source>
        <translation>Er bleibt unter den Snapshots, bis ihn jemand löscht.</translation>
    </message>
    <message>
        <source>No safety snapshot: about %1 is needed, and %2 is free above the reserve.</source>
        <translation>Kein Sicherungs-Snapshot: Etwa %1 wird gebraucht, und %2 ist über der Reserve frei.</translation>
    </message>
    <message>
        <source>No safety snapshot. %1</source>
        <translation>Kein Sicherungs-Snapshot. %1</translation>
    </message>
    <message>
        <source>%1 sandboxes</source>
        <translation>%1 Sandboxes</translation>
    </message>
</context>
<context>
    <name>glovebox::models::DoctorPanel</name>
    <message>
        <source>Looking at this host…</source>
        <translation>Dieser Host wird geprüft…</translation>
    </message>
    <message>
        <source>This host was not looked at yet.</source>
        <translation>Dieser Host wurde noch nicht geprüft.</translation>
    </message>
    <message>
        <source>This host cannot run sandboxes yet: mend what failed.</source>
        <translation>Dieser Host kann noch keine Sandboxes ausführen: Was fehlgeschlagen ist, muss behoben werden.</translation>
    </message>
    <message>
        <source>This host can run sandboxes. 1 check has a warning.</source>
        <translation>Dieser Host kann Sandboxes ausführen. 1 Prüfung hat eine Warnung.</translation>
    </message>
    <message>
        <source>This host can run sandboxes. %1 checks have a warning.</source>
        <translation>Dieser Host kann Sandboxes ausführen. %1 Prüfungen haben eine Warnung.</translation>
    </message>
    <message>
        <source>This host can run sandboxes.</source>
        <translation>Dieser Host kann Sandboxes ausführen.</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Prüfung läuft…</translation>
    </message>
    <message>
        <source>Checking again…</source>
        <translation>Erneute Prüfung läuft…</translation>
    </message>
    <message>
        <source>Checked %1</source>
        <translation>Geprüft %1</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Noch nicht geprüft</translation>
    </message>
    <message>
        <source>the support bundle</source>
        <translation>das Support-Paket</translation>
    </message>
    <message>
        <source>One text file, for whoever helps you: %1. No key, no log, and nothing that an agent wrote is in it. It is sent nowhere.</source>
        <translation>Eine Textdatei für alle, die helfen: %1. Kein Schlüssel, kein Protokoll und nichts, was ein Agent geschrieben hat, steht darin. Sie wird nirgendwohin gesendet.</translation>
    </message>
    <message>
        <source>Must</source>
        <translation>Muss</translation>
    </message>
    <message>
        <source>Should</source>
        <translation>Sollte</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Prüfung läuft</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>In Ordnung</translation>
    </message>
</context>
<context>
    <name>glovebox::models::EgressChoice</name>
    <message>
        <source>none given</source>
        <translation>keiner angegeben</translation>
    </message>
    <message>
        <source>This host has no such profile.</source>
        <translation>Dieser Host hat kein solches Profil.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::EgressModel</name>
    <message>
        <source>misused %1 · %2</source>
        <translation>missbraucht %1 · %2</translation>
    </message>
    <message>
        <source>with %1 · %2</source>
        <translation>mit %1 · %2</translation>
    </message>
    <message>
        <source>%1, %2 denied</source>
        <translation>%1, %2 abgelehnt</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>%1 open</source>
        <translation>%1 offen</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>Erlaubt</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>%1 from %2, %3, %4 attempts, %5</source>
        <translation>%1 von %2, %3, %4 Versuche, %5</translation>
    </message>
</context>
<context>
    <name>glovebox::models::EgressPanel</name>
    <message>
        <source>Profile %1: no more “%2”</source>
        <translation>Profil %1: nicht mehr „%2“</translation>
    </message>
    <message>
        <source>Its sandbox is no more.</source>
        <translation>Ihre Sandbox gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>It serves itself: it reaches its control plane and nothing else.</source>
        <translation>Sie bedient sich selbst: sie erreicht ihre Control Plane und sonst nichts.</translation>
    </message>
    <message>
        <source>Its sandbox is asleep. Wake it to change what it may reach.</source>
        <translation>Ihre Sandbox schläft. Wecken, um zu ändern, was sie erreichen darf.</translation>
    </message>
    <message>
        <source>1 sandbox</source>
        <translation>1 Sandbox</translation>
    </message>
    <message>
        <source>%1 sandboxes</source>
        <translation>%1 Sandboxes</translation>
    </message>
    <message>
        <source>It is not denied.</source>
        <translation>Er ist nicht abgelehnt.</translation>
    </message>
    <message>
        <source>There is no such profile any more.</source>
        <translation>Ein solches Profil gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>Every host has this profile, and it stays as it is. Make one of your own in the file of profiles.</source>
        <translation>Jeder Host hat dieses Profil, und es bleibt, wie es ist. In der Datei der Profile ein eigenes anlegen.</translation>
    </message>
    <message>
        <source>It is this host&apos;s ceiling, and is changed in its file alone.</source>
        <translation>Es ist die Obergrenze dieses Hosts und wird nur in seiner Datei geändert.</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>Misused</source>
        <translation>Missbraucht</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation>Dauerte</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Erster</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neuester</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>%1 may reach %2 until it ends</source>
        <translation>%1 darf %2 erreichen, bis sie endet</translation>
    </message>
    <message>
        <source>%1 reaches %2 no more</source>
        <translation>%1 erreicht %2 nicht mehr</translation>
    </message>
    <message>
        <source>Every sandbox with the profile %1 may reach %2</source>
        <translation>Jede Sandbox mit dem Profil %1 darf %2 erreichen</translation>
    </message>
    <message>
        <source>%1: no more “%2”</source>
        <translation>%1: nicht mehr „%2“</translation>
    </message>
    <message>
        <source>It is as it was</source>
        <translation>Es ist, wie es war</translation>
    </message>
    <message>
        <source>Write a host and a port: example.org:443</source>
        <translation>Einen Host und einen Port schreiben: example.org:443</translation>
    </message>
    <message>
        <source>Allowed by “%1”, for TLS that names this host</source>
        <translation>Erlaubt durch „%1“, für TLS, das diesen Host nennt</translation>
    </message>
    <message>
        <source>Allowed by “%1”, for HTTP requests to this host</source>
        <translation>Erlaubt durch „%1“, für HTTP-Anfragen an diesen Host</translation>
    </message>
    <message>
        <source>Allowed by “%1”, whatever is spoken</source>
        <translation>Erlaubt durch „%1“, was immer gesprochen wird</translation>
    </message>
</context>
<context>
    <name>glovebox::models::EgressProfiles</name>
    <message>
        <source>not used in %1 days</source>
        <translation>seit %1 Tagen nicht genutzt</translation>
    </message>
    <message>
        <source>once, %1</source>
        <translation>einmal, %1</translation>
    </message>
    <message>
        <source>%1 times, %2</source>
        <translation>%1-mal, %2</translation>
    </message>
    <message>
        <source>allow %1</source>
        <translation>%1 erlauben</translation>
    </message>
    <message>
        <source>deny %1</source>
        <translation>%1 ablehnen</translation>
    </message>
    <message>
        <source>every host has it</source>
        <translation>jeder Host hat es</translation>
    </message>
    <message>
        <source>from the file of profiles</source>
        <translation>aus der Datei der Profile</translation>
    </message>
    <message>
        <source>1 rule added here</source>
        <translation>1 Regel hier hinzugefügt</translation>
    </message>
    <message>
        <source>%1 rules added here</source>
        <translation>%1 Regeln hier hinzugefügt</translation>
    </message>
    <message>
        <source>usual</source>
        <translation>üblich</translation>
    </message>
    <message>
        <source>ceiling</source>
        <translation>Obergrenze</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>no sandbox obeys it now</source>
        <translation>keine Sandbox folgt ihm jetzt</translation>
    </message>
    <message>
        <source>1 sandbox obeys it</source>
        <translation>1 Sandbox folgt ihm</translation>
    </message>
    <message>
        <source>%1 sandboxes obey it</source>
        <translation>%1 Sandboxes folgen ihm</translation>
    </message>
    <message>
        <source>What a ceiling lets through is counted for the profile that allowed it; here, what it denied.</source>
        <translation>Was eine Obergrenze durchlässt, zählt für das Profil, das es erlaubte; hier, was sie ablehnte.</translation>
    </message>
    <message>
        <source>Each rule decided something in the last %1 days</source>
        <translation>Jede Regel entschied in den letzten %1 Tagen etwas</translation>
    </message>
    <message>
        <source>%1 of %2 rules decided nothing in the last %3 days</source>
        <translation>%1 von %2 Regeln entschieden in den letzten %3 Tagen nichts</translation>
    </message>
</context>
<context>
    <name>glovebox::models::EndedDetail</name>
    <message>
        <source>Sandbox id</source>
        <translation>Sandbox-Kennung</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Gemacht</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>Memory peak</source>
        <translation>Speicherspitze</translation>
    </message>
    <message>
        <source>Disk peak</source>
        <translation>Plattenspitze</translation>
    </message>
    <message>
        <source>Local cost</source>
        <translation>Lokale Kosten</translation>
    </message>
</context>
<context>
    <name>glovebox::models::EndedModel</name>
    <message>
        <source>Sandbox %1, ended %2, %3, %4</source>
        <translation>Sandbox %1, beendet %2, %3, %4</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
</context>
<context>
    <name>glovebox::models::EnvironmentStatus</name>
    <message>
        <source>%1 environments</source>
        <translation>%1 Umgebungen</translation>
    </message>
    <message>
        <source>All polling</source>
        <translation>Alle fragen ab</translation>
    </message>
    <message>
        <source>%1 of %2 polling</source>
        <translation>%1 von %2 fragen ab</translation>
    </message>
</context>
<context>
    <name>glovebox::models::EnvironmentsModel</name>
    <message>
        <source>Retrying in %1.</source>
        <translation>Nächster Versuch in %1.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Pausing… %1</source>
        <translation>Wird pausiert… %1</translation>
    </message>
    <message>
        <source>Resuming… %1</source>
        <translation>Wird fortgesetzt… %1</translation>
    </message>
    <message>
        <source>in place</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message numerus="yes">
        <source>Environment %1, %2, %n work items held</source>
        <translation>
            <numerusform>Umgebung %1, %2, %n Arbeitseintrag gehalten</numerusform>
            <numerusform>Umgebung %1, %2, %n Arbeitseinträge gehalten</numerusform>
        </translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>none waits</source>
        <translation>keiner wartet</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>Gelesen %1</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>Noch nicht gelesen</translation>
    </message>
</context>
<context>
    <name>glovebox::models::FileExport</name>
    <message>
        <source>%1 is there already.</source>
        <translation>%1 ist schon da.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>%1 cannot be created.</source>
        <translation>%1 kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>Give the whole path, beginning with /.</source>
        <translation>Den ganzen Pfad angeben, beginnend mit /.</translation>
    </message>
    <message>
        <source>That is a folder. Give the file&apos;s name, too.</source>
        <translation>Das ist ein Ordner. Auch den Namen der Datei angeben.</translation>
    </message>
    <message>
        <source>A file of this name is there already, and stays.</source>
        <translation>Eine Datei dieses Namens ist schon da und bleibt.</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Wird geschrieben</translation>
    </message>
    <message>
        <source>Cancelled. Nothing of it is left.</source>
        <translation>Abgebrochen. Nichts davon bleibt.</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>%1 written</source>
        <translation>%1 geschrieben</translation>
    </message>
    <message>
        <source>%1, with the checksum in %2.</source>
        <translation>%1, mit der Prüfsumme in %2.</translation>
    </message>
    <message>
        <source>%1 to %2.</source>
        <translation>%1 nach %2.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::FilePreview</name>
    <message>
        <source>Empty</source>
        <translation>Leer</translation>
    </message>
    <message>
        <source>Binary, %1</source>
        <translation>Binär, %1</translation>
    </message>
    <message>
        <source>The first %1 of %2</source>
        <translation>Die ersten %1 von %2</translation>
    </message>
    <message>
        <source>It cannot be shown. %1 %2 (%3)</source>
        <translation>Sie lässt sich nicht zeigen. %1 %2 (%3)</translation>
    </message>
</context>
<context>
    <name>glovebox::models::FileRows</name>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <source>Link to %1</source>
        <translation>Verweis auf %1</translation>
    </message>
    <message>
        <source>1 folder</source>
        <translation>1 Ordner</translation>
    </message>
    <message>
        <source>%1 folders</source>
        <translation>%1 Ordner</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 Dateien</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2, %3, changed %4</source>
        <translation>%1, %2, %3, geändert %4</translation>
    </message>
    <message>
        <source>%1, %2, changed %3</source>
        <translation>%1, %2, geändert %3</translation>
    </message>
</context>
<context>
    <name>glovebox::models::FileUploads</name>
    <message>
        <source>%1 at once are enough; pack them into an archive.</source>
        <translation>%1 auf einmal genügen; packen Sie sie in ein Archiv.</translation>
    </message>
    <message>
        <source>It is a folder. Pack it into an archive first.</source>
        <translation>Das ist ein Ordner. Packen Sie ihn zuerst in ein Archiv.</translation>
    </message>
    <message>
        <source>It is no plain file of this host.</source>
        <translation>Das ist keine gewöhnliche Datei dieses Rechners.</translation>
    </message>
    <message>
        <source>Its name cannot be used in the sandbox.</source>
        <translation>Ihr Name ist in der Sandbox nicht brauchbar.</translation>
    </message>
    <message>
        <source>%1 was not put in. %2</source>
        <translation>%1 wurde nicht hochgeladen. %2</translation>
    </message>
    <message>
        <source>Others were not put in either.</source>
        <translation>Andere wurden auch nicht hochgeladen.</translation>
    </message>
    <message>
        <source>%1 %2 (%3)</source>
        <translation>%1 %2 (%3)</translation>
    </message>
    <message>
        <source>Uploading %1, %2 of %3</source>
        <translation>%1 wird hochgeladen, %2 von %3</translation>
    </message>
    <message>
        <source>Uploading %1</source>
        <translation>%1 wird hochgeladen</translation>
    </message>
    <message>
        <source>%1 is in this folder already.</source>
        <translation>%1 ist schon in diesem Ordner.</translation>
    </message>
    <message>
        <source>%1 and %2 more are in this folder already.</source>
        <translation>%1 und %2 weitere sind schon in diesem Ordner.</translation>
    </message>
    <message>
        <source>%1 are in this folder already.</source>
        <translation>%1 sind schon in diesem Ordner.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::FilesPanel</name>
    <message>
        <source>The folder %1 cannot be shown.</source>
        <translation>Der Ordner %1 lässt sich nicht zeigen.</translation>
    </message>
    <message>
        <source>It is neither a file nor a folder.</source>
        <translation>Das ist weder Datei noch Ordner.</translation>
    </message>
    <message>
        <source>%1, out of sandbox %2. What an agent wrote is not to be trusted more than the agent.</source>
        <translation>%1, aus der Sandbox %2. Was ein Agent schrieb, verdient nicht mehr Vertrauen als der Agent.</translation>
    </message>
    <message>
        <source>It was not downloaded. %1 %2 (%3)</source>
        <translation>Sie wurde nicht heruntergeladen. %1 %2 (%3)</translation>
    </message>
    <message>
        <source>A download still goes on. Wait for it, or cancel it among the operations.</source>
        <translation>Ein Herunterladen läuft noch. Warten Sie darauf, oder brechen Sie es bei den Vorgängen ab.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::HistoryPanel</name>
    <message>
        <source>1 sandbox adopted</source>
        <translation>1 Sandbox übernommen</translation>
    </message>
    <message>
        <source>%1 sandboxes adopted</source>
        <translation>%1 Sandboxes übernommen</translation>
    </message>
    <message>
        <source>1 hibernated sandbox found</source>
        <translation>1 ruhende Sandbox gefunden</translation>
    </message>
    <message>
        <source>%1 hibernated sandboxes found</source>
        <translation>%1 ruhende Sandboxes gefunden</translation>
    </message>
    <message>
        <source>1 stopped sandbox found</source>
        <translation>1 gestoppte Sandbox gefunden</translation>
    </message>
    <message>
        <source>%1 stopped sandboxes found</source>
        <translation>%1 gestoppte Sandboxes gefunden</translation>
    </message>
    <message>
        <source>1 sandbox lost</source>
        <translation>1 Sandbox verloren</translation>
    </message>
    <message>
        <source>%1 sandboxes lost</source>
        <translation>%1 Sandboxes verloren</translation>
    </message>
    <message>
        <source>1 lease resumed</source>
        <translation>1 Lease fortgesetzt</translation>
    </message>
    <message>
        <source>%1 leases resumed</source>
        <translation>%1 Leases fortgesetzt</translation>
    </message>
    <message>
        <source>1 lease released</source>
        <translation>1 Lease freigegeben</translation>
    </message>
    <message>
        <source>%1 leases released</source>
        <translation>%1 Leases freigegeben</translation>
    </message>
    <message>
        <source>1 result posted</source>
        <translation>1 Ergebnis gesendet</translation>
    </message>
    <message>
        <source>%1 results posted</source>
        <translation>%1 Ergebnisse gesendet</translation>
    </message>
    <message>
        <source>1 call answered as of unknown effect</source>
        <translation>1 Aufruf mit unbekannter Wirkung beantwortet</translation>
    </message>
    <message>
        <source>%1 calls answered as of unknown effect</source>
        <translation>%1 Aufrufe mit unbekannter Wirkung beantwortet</translation>
    </message>
    <message>
        <source>1 operation interrupted</source>
        <translation>1 Vorgang unterbrochen</translation>
    </message>
    <message>
        <source>%1 operations interrupted</source>
        <translation>%1 Vorgänge unterbrochen</translation>
    </message>
    <message>
        <source>An export still goes on. Wait for it, or cancel it among the operations.</source>
        <translation>Ein Export läuft noch. Sein Ende abwarten oder ihn bei den Vorgängen abbrechen.</translation>
    </message>
    <message>
        <source>1 row as CSV</source>
        <translation>1 Zeile als CSV</translation>
    </message>
    <message>
        <source>%1 rows as CSV</source>
        <translation>%1 Zeilen als CSV</translation>
    </message>
    <message>
        <source>All rows and their total, with every digit: it adds up to what the page shows.</source>
        <translation>Alle Zeilen und ihre Summe, mit jeder Ziffer: sie ergeben, was die Seite zeigt.</translation>
    </message>
    <message>
        <source>There is no ledger here.</source>
        <translation>Hier gibt es kein Ledger.</translation>
    </message>
    <message>
        <source>1 attempt</source>
        <translation>1 Versuch</translation>
    </message>
    <message>
        <source>%1 attempts</source>
        <translation>%1 Versuche</translation>
    </message>
    <message>
        <source>attempts to leave as JSON lines</source>
        <translation>Versuche hinauszukommen als JSON-Zeilen</translation>
    </message>
    <message>
        <source>attempts to leave as CSV</source>
        <translation>Versuche hinauszukommen als CSV</translation>
    </message>
    <message>
        <source>Every attempt in the ledger, newest first, those of before this window was opened too.</source>
        <translation>Jeder Versuch im Ledger, neueste zuerst, auch die von vor dem Öffnen dieses Fensters.</translation>
    </message>
    <message>
        <source>Every attempt in the ledger with “%1” in its host, address, rule or reason, newest first.</source>
        <translation>Jeder Versuch im Ledger mit „%1“ in Host, Adresse, Regel oder Grund, neueste zuerst.</translation>
    </message>
    <message>
        <source>1 entry</source>
        <translation>1 Eintrag</translation>
    </message>
    <message>
        <source>%1 entries</source>
        <translation>%1 Einträge</translation>
    </message>
    <message>
        <source>the audit trail as JSON lines</source>
        <translation>das Audit-Protokoll als JSON-Zeilen</translation>
    </message>
    <message>
        <source>the audit trail as CSV</source>
        <translation>das Audit-Protokoll als CSV</translation>
    </message>
    <message>
        <source>Every entry that the filter leaves, oldest first, those that the page has not read yet among them.</source>
        <translation>Jeder Eintrag, den der Filter lässt, älteste zuerst, auch die noch nicht von der Seite gelesenen.</translation>
    </message>
    <message>
        <source>The whole trail, oldest first.</source>
        <translation>Das ganze Protokoll, älteste zuerst.</translation>
    </message>
    <message>
        <source>1 row as JSON</source>
        <translation>1 Zeile als JSON</translation>
    </message>
    <message>
        <source>%1 rows as JSON</source>
        <translation>%1 Zeilen als JSON</translation>
    </message>
    <message>
        <source>The list as it is filtered and sorted, with ids, plain numbers and times in UTC.</source>
        <translation>Die Liste, wie sie gefiltert und sortiert ist, mit Kennungen, einfachen Zahlen und Zeiten in UTC.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::HostStatus</name>
    <message>
        <source>Waiting for the engine</source>
        <translation>Wartet auf die Engine</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>Updated %1</source>
        <translation>Aktualisiert %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ImageDetail</name>
    <message>
        <source>%1 of %2 layers</source>
        <translation>%1 von %2 Schichten</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>It is being imported.</source>
        <translation>Es wird importiert.</translation>
    </message>
    <message>
        <source>Its import failed.</source>
        <translation>Sein Import schlug fehl.</translation>
    </message>
    <message>
        <source>It is damaged.</source>
        <translation>Es ist beschädigt.</translation>
    </message>
    <message>
        <source>It is being verified.</source>
        <translation>Es wird geprüft.</translation>
    </message>
    <message>
        <source>Nothing of it is left but this entry.</source>
        <translation>Nur dieser Eintrag bleibt davon.</translation>
    </message>
    <message>
        <source>%1 on disk become free; layers that other images share stay.</source>
        <translation>%1 auf der Platte werden frei; Schichten, die andere Images teilen, bleiben.</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>Image-Kennung</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Digest</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Made for</source>
        <translation>Gemacht für</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf Platte</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>%1 in %2 entries</source>
        <translation>%1 in %2 Einträgen</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importiert</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>Verwendet von</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>being read</source>
        <translation>wird gelesen</translation>
    </message>
    <message>
        <source>not since it was imported</source>
        <translation>seit dem Import nicht</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Entrypoint</source>
        <translation>Entrypoint</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>Volumes</translation>
    </message>
    <message>
        <source>Stop signal</source>
        <translation>Stoppsignal</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>%1 was not imported.</source>
        <translation>%1 wurde nicht importiert.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ImagesModel</name>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>It is being imported. Cancel that instead.</source>
        <translation>Es wird importiert. Stattdessen den Import abbrechen.</translation>
    </message>
    <message>
        <source>It is what sandboxes get when nothing else is asked for.</source>
        <translation>Sandboxes bekommen es, wenn nichts anderes verlangt wird.</translation>
    </message>
    <message>
        <source>In use by %1.</source>
        <translation>In Verwendung durch %1.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Image %1, %2</source>
        <translation>Image %1, %2</translation>
    </message>
    <message>
        <source>, used by %1</source>
        <translation>, verwendet von %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ImportForm</name>
    <message>
        <source>That is a path: name it on the other side.</source>
        <translation>Das ist ein Pfad: auf der anderen Seite nennen.</translation>
    </message>
    <message>
        <source>Not a reference. They look like docker.io/library/python:3.12-slim</source>
        <translation>Keine Referenz. Die sehen aus wie docker.io/library/python:3.12-slim</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Es gibt keine solche Datei.</translation>
    </message>
    <message>
        <source>Give its whole path, from / on.</source>
        <translation>Den ganzen Pfad angeben, ab /.</translation>
    </message>
    <message>
        <source>There is no such file or folder.</source>
        <translation>Es gibt keine solche Datei und keinen solchen Ordner.</translation>
    </message>
    <message>
        <source>A folder in the OCI layout.</source>
        <translation>Ein Ordner im OCI-Layout.</translation>
    </message>
    <message>
        <source>A folder; only those in the OCI layout are images.</source>
        <translation>Ein Ordner; nur solche im OCI-Layout sind Images.</translation>
    </message>
    <message>
        <source>What is in it decides: a saved image, an OCI archive, or a root file system.</source>
        <translation>Was darin ist, entscheidet: ein gespeichertes Image, ein OCI-Archiv oder ein Wurzeldateisystem.</translation>
    </message>
    <message>
        <source>No ending of an archive. What is in it decides.</source>
        <translation>Keine Endung eines Archivs. Was darin ist, entscheidet.</translation>
    </message>
    <message>
        <source>At most %1 bytes.</source>
        <translation>Höchstens %1 Bytes.</translation>
    </message>
    <message>
        <source>Names have no spaces.</source>
        <translation>Namen haben keine Leerzeichen.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::KeySheet</name>
    <message>
        <source>Lists</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::KeysModel</name>
    <message>
        <source>Read</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Operate</source>
        <translation>Betreiben</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>Verwalten</translation>
    </message>
    <message>
        <source>Run out</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Runs out soon</source>
        <translation>Läuft bald ab</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>In Kraft</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in %1</translation>
    </message>
    <message>
        <source>not since the start</source>
        <translation>nicht seit dem Start</translation>
    </message>
    <message>
        <source>The secret before is good for another %1</source>
        <translation>Das Geheimnis davor gilt noch %1</translation>
    </message>
    <message>
        <source>%1, ends in …%2</source>
        <translation>%1, endet auf …%2</translation>
    </message>
    <message>
        <source>Key %1, %2, may %3, last used %4, runs out %5</source>
        <translation>Schlüssel %1, %2, darf %3, zuletzt genutzt %4, läuft ab %5</translation>
    </message>
</context>
<context>
    <name>glovebox::models::KeysPanel</name>
    <message>
        <source>1 year</source>
        <translation>1 Jahr</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tage</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>Sofort</translation>
    </message>
    <message>
        <source>After 1 hour</source>
        <translation>Nach 1 Stunde</translation>
    </message>
    <message>
        <source>After 1 day</source>
        <translation>Nach 1 Tag</translation>
    </message>
    <message>
        <source>Give it a name that says who uses it.</source>
        <translation>Einen Namen geben, der sagt, wer ihn nutzt.</translation>
    </message>
    <message>
        <source>The name is too long.</source>
        <translation>Der Name ist zu lang.</translation>
    </message>
    <message>
        <source>There are %1 keys, and no more can be made. Revoke one that nobody uses.</source>
        <translation>Es gibt %1 Schlüssel, mehr können nicht gemacht werden. Einen widerrufen, den niemand nutzt.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LadderForm</name>
    <message>
        <source>Minutes, %1 to %2</source>
        <translation>Minuten, %1 bis %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LadderStep</name>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Custom…</source>
        <translation>Eigene…</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LibraryPanel</name>
    <message>
        <source>The import was not cancelled.</source>
        <translation>Der Import wurde nicht abgebrochen.</translation>
    </message>
    <message>
        <source>%1 was not verified.</source>
        <translation>%1 wurde nicht geprüft.</translation>
    </message>
    <message>
        <source>What no image needs is being removed; the operation tells how much that was</source>
        <translation>Was kein Image braucht, wird entfernt; der Vorgang sagt, wie viel es war</translation>
    </message>
    <message>
        <source>The agent image is being built</source>
        <translation>Das Agent-Image wird gebaut</translation>
    </message>
    <message>
        <source>%1 was not built.</source>
        <translation>%1 wurde nicht gebaut.</translation>
    </message>
    <message>
        <source>Its build was not cancelled.</source>
        <translation>Ihr Build wurde nicht abgebrochen.</translation>
    </message>
    <message>
        <source>Version %1 was not taken.</source>
        <translation>Version %1 wurde nicht genommen.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LineageModel</name>
    <message>
        <source>template, %1</source>
        <translation>Vorlage, %1</translation>
    </message>
    <message>
        <source>template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Template %1</source>
        <translation>Vorlage %1</translation>
    </message>
    <message>
        <source>fork of %1</source>
        <translation>Fork von %1</translation>
    </message>
    <message>
        <source>sandbox</source>
        <translation>Sandbox</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LogExport</name>
    <message>
        <source>Writing</source>
        <translation>Wird geschrieben</translation>
    </message>
    <message>
        <source>Nothing of it is left.</source>
        <translation>Nichts davon bleibt.</translation>
    </message>
    <message>
        <source>%1 lines exported to %2</source>
        <translation>%1 Zeilen exportiert nach %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LogExportForm</name>
    <message>
        <source>What the filter shows</source>
        <translation>Was der Filter zeigt</translation>
    </message>
    <message>
        <source>Whole log</source>
        <translation>Ganzes Protokoll</translation>
    </message>
    <message>
        <source>On screen</source>
        <translation>Auf dem Schirm</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Ausgewählt</translation>
    </message>
    <message>
        <source>A whole path, from / on.</source>
        <translation>Einen ganzen Pfad, ab /.</translation>
    </message>
    <message>
        <source>%1 is there already.</source>
        <translation>%1 ist schon da.</translation>
    </message>
    <message>
        <source>%1 cannot be created.</source>
        <translation>%1 kann nicht angelegt werden.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LogModel</name>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>%1 KB</source>
        <translation>%1 KB</translation>
    </message>
    <message>
        <source>searching …</source>
        <translation>wird gesucht …</translation>
    </message>
    <message>
        <source>no match</source>
        <translation>kein Treffer</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Line %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>%1 lines selected</source>
        <translation>%1 Zeilen ausgewählt</translation>
    </message>
    <message>
        <source># Log: %1, lines %2 to %3</source>
        <translation># Protokoll: %1, Zeilen %2 bis %3</translation>
    </message>
    <message>
        <source>… the first %1 of the selected lines; export the rest</source>
        <translation>… die ersten %1 der ausgewählten Zeilen; den Rest exportieren</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LogRows</name>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Console of %1</source>
        <translation>Konsole von %1</translation>
    </message>
    <message>
        <source>Session %1</source>
        <translation>Sitzung %1</translation>
    </message>
    <message>
        <source>all levels</source>
        <translation>alle Stufen</translation>
    </message>
    <message>
        <source>info and above</source>
        <translation>ab Info</translation>
    </message>
    <message>
        <source>warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>all times</source>
        <translation>alle Zeiten</translation>
    </message>
    <message>
        <source>last 5 min</source>
        <translation>letzte 5 min</translation>
    </message>
    <message>
        <source>last hour</source>
        <translation>letzte Stunde</translation>
    </message>
    <message>
        <source>last 24 h</source>
        <translation>letzte 24 h</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Paused at line %1</source>
        <translation>Angehalten bei Zeile %1</translation>
    </message>
    <message>
        <source>Paused at line %1 · %2 new</source>
        <translation>Angehalten bei Zeile %1 · %2 neu</translation>
    </message>
</context>
<context>
    <name>glovebox::models::LogVolume</name>
    <message>
        <source>%1 to %2: %3 lines, warnings %4, errors %5</source>
        <translation>%1 bis %2: %3 Zeilen, Warnungen %4, Fehler %5</translation>
    </message>
</context>
<context>
    <name>glovebox::models::MachineActions</name>
    <message>
        <source>it was so already</source>
        <translation>es war schon so</translation>
    </message>
    <message>
        <source>%1 was not paused.</source>
        <translation>%1 wurde nicht pausiert.</translation>
    </message>
    <message>
        <source>%1 was not started.</source>
        <translation>%1 wurde nicht gestartet.</translation>
    </message>
    <message>
        <source>%1 was not resumed.</source>
        <translation>%1 wurde nicht fortgesetzt.</translation>
    </message>
    <message>
        <source>%1 was not hibernated.</source>
        <translation>%1 ging nicht in den Ruhezustand.</translation>
    </message>
    <message>
        <source>%1 was not destroyed.</source>
        <translation>%1 wurde nicht zerstört.</translation>
    </message>
    <message>
        <source>%1 destroyed: %2</source>
        <translation>%1 zerstört: %2</translation>
    </message>
    <message>
        <source>A snapshot of %1 is being taken</source>
        <translation>Ein Snapshot von %1 wird aufgenommen</translation>
    </message>
    <message>
        <source>%1 is being forked</source>
        <translation>%1 wird geforkt</translation>
    </message>
    <message>
        <source>%1 forks of %2 are being made</source>
        <translation>%1 Forks von %2 werden gemacht</translation>
    </message>
    <message>
        <source>A new sandbox is being restored from %1</source>
        <translation>Eine neue Sandbox wird aus %1 wiederhergestellt</translation>
    </message>
    <message>
        <source>%1 new sandboxes are being restored from %2</source>
        <translation>%1 neue Sandboxes werden aus %2 wiederhergestellt</translation>
    </message>
    <message>
        <source>%1 goes back to %2</source>
        <translation>%1 geht zurück zu %2</translation>
    </message>
    <message>
        <source>%1 was not pinned.</source>
        <translation>%1 wurde nicht angeheftet.</translation>
    </message>
    <message>
        <source>%1 was not unpinned.</source>
        <translation>%1 wurde nicht abgelöst.</translation>
    </message>
    <message>
        <source>%1 was not verified.</source>
        <translation>%1 wurde nicht geprüft.</translation>
    </message>
    <message>
        <source>Its check was not ended.</source>
        <translation>Seine Prüfung wurde nicht beendet.</translation>
    </message>
    <message>
        <source>It was not cancelled.</source>
        <translation>Wurde nicht abgebrochen.</translation>
    </message>
    <message>
        <source>%1: it is being taken; that is cancelled</source>
        <translation>%1: wird aufgenommen; das wird abgebrochen</translation>
    </message>
    <message>
        <source>%1: nothing of it is left but this entry</source>
        <translation>%1: nur dieser Eintrag bleibt davon</translation>
    </message>
    <message>
        <source>%1: %2; sandboxes that came from it keep what they need (%3)</source>
        <translation>%1: %2; Sandboxes, die daraus kamen, behalten, was sie brauchen (%3)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 was not rebuilt. %2</source>
        <translation>%1 wurde nicht neu gebaut. %2</translation>
    </message>
    <message>
        <source>A new template is being built beside %1</source>
        <translation>Eine neue Vorlage wird neben %1 gebaut</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>One after the other: the last action still goes on. Wait for it, or cancel it.</source>
        <translation>Eins nach dem anderen: die letzte Aktion läuft noch. Ihr Ende abwarten oder sie abbrechen.</translation>
    </message>
    <message>
        <source>%1. Another one was begun.</source>
        <translation>%1. Eine andere wurde begonnen.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>Idle ladder of %1 changed</source>
        <translation>Leerlaufstufen von %1 geändert</translation>
    </message>
    <message>
        <source>It was not changed back.</source>
        <translation>Es wurde nicht zurückgeändert.</translation>
    </message>
    <message>
        <source>%1 renamed</source>
        <translation>%1 umbenannt</translation>
    </message>
    <message>
        <source>It was not named as before.</source>
        <translation>Der Name von vorher wurde nicht gesetzt.</translation>
    </message>
    <message>
        <source>%1 pinned</source>
        <translation>%1 angeheftet</translation>
    </message>
    <message>
        <source>%1 unpinned</source>
        <translation>%1 abgelöst</translation>
    </message>
    <message>
        <source>A safety snapshot of it is being taken; then it is destroyed.</source>
        <translation>Ein Sicherungs-Snapshot davon wird aufgenommen; dann wird sie zerstört.</translation>
    </message>
    <message>
        <source>before it was destroyed</source>
        <translation>vor dem Zerstören</translation>
    </message>
    <message>
        <source>No safety snapshot was kept, so it was not destroyed. %1</source>
        <translation>Kein Sicherungs-Snapshot wurde behalten, daher wurde sie nicht zerstört. %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>%1 paused</source>
        <translation>%1 pausiert</translation>
    </message>
    <message>
        <source>%1 hibernated</source>
        <translation>%1 im Ruhezustand</translation>
    </message>
    <message>
        <source>%1 resumed</source>
        <translation>%1 fortgesetzt</translation>
    </message>
    <message>
        <source>%1: it changed to %2 %3. Nothing was done.</source>
        <translation>%1: Der Zustand wechselte zu %2, %3. Nichts wurde getan.</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Ansehen</translation>
    </message>
</context>
<context>
    <name>glovebox::models::MemoryList</name>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 Dateien</translation>
    </message>
    <message>
        <source>synced %1</source>
        <translation>abgeglichen %1</translation>
    </message>
    <message>
        <source>not synced yet</source>
        <translation>noch nicht abgeglichen</translation>
    </message>
    <message>
        <source>Memory store %1, read-only</source>
        <translation>Gedächtnisspeicher %1, nur lesbar</translation>
    </message>
    <message>
        <source>Memory store %1</source>
        <translation>Gedächtnisspeicher %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::NeedRows</name>
    <message>
        <source>Approve %1</source>
        <translation>%1 freigeben</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Session failed</source>
        <translation>Sitzung fehlgeschlagen</translation>
    </message>
    <message>
        <source>A message starts it again</source>
        <translation>Eine Nachricht startet sie wieder</translation>
    </message>
    <message>
        <source>Sandbox failed</source>
        <translation>Sandbox fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 “%2”</source>
        <translation>%1 „%2“</translation>
    </message>
    <message>
        <source>Environment key rejected</source>
        <translation>Umgebungsschlüssel abgewiesen</translation>
    </message>
    <message>
        <source>Control plane unreachable</source>
        <translation>Control Plane nicht erreichbar</translation>
    </message>
    <message>
        <source>No new work arrives</source>
        <translation>Es kommt keine neue Arbeit</translation>
    </message>
    <message>
        <source>The engine could not start</source>
        <translation>Die Engine konnte nicht starten</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Disk under the reserve</source>
        <translation>Platte unter der Reserve</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 frei</translation>
    </message>
    <message>
        <source>Below %1 nothing new starts</source>
        <translation>Unter %1 startet nichts Neues</translation>
    </message>
    <message>
        <source>Free space</source>
        <translation>Platz schaffen</translation>
    </message>
    <message>
        <source>Webhooks cannot arrive</source>
        <translation>Webhooks können nicht ankommen</translation>
    </message>
    <message>
        <source>Budget reached</source>
        <translation>Budget erreicht</translation>
    </message>
    <message>
        <source>Local compute %1</source>
        <translation>Lokale Rechenkosten %1</translation>
    </message>
    <message>
        <source>Work item does not move</source>
        <translation>Arbeitseintrag bewegt sich nicht</translation>
    </message>
    <message>
        <source>Not explained on this host</source>
        <translation>Nicht erklärt auf diesem Host</translation>
    </message>
    <message>
        <source>Nothing was removed</source>
        <translation>Nichts wurde entfernt</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Nachsehen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, for %2</source>
        <translation>%1, seit %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::NewSandboxForm</name>
    <message>
        <source>as the snapshot&apos;s sandbox</source>
        <translation>wie die Sandbox des Snapshots</translation>
    </message>
    <message>
        <source>What it could reach then, it can reach.</source>
        <translation>Was sie damals erreichen konnte, kann sie erreichen.</translation>
    </message>
    <message>
        <source>as the template says</source>
        <translation>wie die Vorlage sagt</translation>
    </message>
    <message>
        <source>What its definition gives its sandboxes.</source>
        <translation>Was ihre Definition ihren Sandboxes gibt.</translation>
    </message>
    <message>
        <source>as this host gives</source>
        <translation>wie dieser Host gibt</translation>
    </message>
    <message>
        <source>as this host gives: %1</source>
        <translation>wie dieser Host gibt: %1</translation>
    </message>
    <message>
        <source>What sandboxes get that are given no other.</source>
        <translation>Was Sandboxes bekommen, denen nichts anderes gegeben ist.</translation>
    </message>
    <message>
        <source>As that sandbox was then, memory and files: %1.</source>
        <translation>Wie jene Sandbox damals war, Arbeitsspeicher und Dateien: %1.</translation>
    </message>
    <message>
        <source>A clone of the template: %1, with what runs in it.</source>
        <translation>Ein Klon der Vorlage: %1, mit dem, was darin läuft.</translation>
    </message>
    <message>
        <source>What sandboxes of sessions get, too.</source>
        <translation>Was auch Sandboxes von Sitzungen bekommen.</translation>
    </message>
    <message>
        <source>The image as it is; the first of its size takes longer, while it is frozen.</source>
        <translation>Das Image, wie es ist; die erste seiner Größe braucht länger, während es eingefroren wird.</translation>
    </message>
    <message>
        <source>A figure is outside its bounds.</source>
        <translation>Eine Zahl ist außerhalb ihrer Grenzen.</translation>
    </message>
    <message>
        <source>Say whom it is reserved for, or choose nobody.</source>
        <translation>Sagen, für wen sie reserviert ist, oder niemanden wählen.</translation>
    </message>
    <message>
        <source>From: %1, %2</source>
        <translation>Aus: %1, %2</translation>
    </message>
    <message>
        <source>Egress: %1</source>
        <translation>Egress: %1</translation>
    </message>
    <message>
        <source>Secrets: %1</source>
        <translation>Geheimnisse: %1</translation>
    </message>
    <message>
        <source>1 to %1</source>
        <translation>1 bis %1</translation>
    </message>
    <message>
        <source>MiB, %1 to %2</source>
        <translation>MiB, %1 bis %2</translation>
    </message>
    <message>
        <source>GiB, 1 to %1; it grows as it is written</source>
        <translation>GiB, 1 bis %1; sie wächst mit dem, was geschrieben wird</translation>
    </message>
</context>
<context>
    <name>glovebox::models::NoticesModel</name>
    <message>
        <source>They go through the desktop&apos;s portal.</source>
        <translation>Sie gehen über das Portal des Desktops.</translation>
    </message>
    <message>
        <source>They go to the desktop&apos;s notification service.</source>
        <translation>Sie gehen an den Benachrichtigungsdienst des Desktops.</translation>
    </message>
    <message>
        <source>Nothing on this desktop shows notifications. In the window, alerts show all of it.</source>
        <translation>Nichts auf diesem Desktop zeigt Benachrichtigungen. Im Fenster zeigen die Meldungen alles.</translation>
    </message>
    <message>
        <source>Sample data</source>
        <translation>Beispieldaten</translation>
    </message>
    <message>
        <source>Glovebox can notify you</source>
        <translation>Glovebox kann benachrichtigen</translation>
    </message>
    <message>
        <source>This is the test that you asked for.</source>
        <translation>Dies ist der verlangte Test.</translation>
    </message>
    <message>
        <source>Mute this session 1 h</source>
        <translation>Diese Sitzung 1 h stummschalten</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Ansehen</translation>
    </message>
</context>
<context>
    <name>glovebox::models::OperationRows</name>
    <message>
        <source>What is under way ends by itself; the others are not begun</source>
        <translation>Was im Gange ist, endet von selbst; die anderen werden nicht begonnen</translation>
    </message>
    <message>
        <source>Those that are up stay; the others are not started</source>
        <translation>Was läuft, bleibt; die anderen werden nicht gestartet</translation>
    </message>
    <message>
        <source>The sandbox goes on as it was before</source>
        <translation>Die Sandbox läuft weiter wie davor</translation>
    </message>
    <message>
        <source>The sandbox sleeps on</source>
        <translation>Die Sandbox schläft weiter</translation>
    </message>
    <message>
        <source>What was found of it before stays</source>
        <translation>Was vorher davon gefunden wurde, bleibt</translation>
    </message>
    <message>
        <source>What was fetched so far is kept for the next try</source>
        <translation>Was bisher geholt wurde, bleibt für den nächsten Versuch</translation>
    </message>
    <message>
        <source>What is gone is gone; the rest stays for the next time</source>
        <translation>Was weg ist, ist weg; der Rest bleibt für das nächste Mal</translation>
    </message>
    <message>
        <source>What is done so far stays in the sandbox; it is not reserved</source>
        <translation>Was bisher getan ist, bleibt in der Sandbox; sie wird nicht reserviert</translation>
    </message>
    <message>
        <source>Files that are copied stay; the others are not copied</source>
        <translation>Kopierte Dateien bleiben; die anderen werden nicht kopiert</translation>
    </message>
    <message>
        <source>What it made so far is taken back</source>
        <translation>Was bisher entstand, wird zurückgenommen</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>%1 %2, %3, %4</source>
        <translation>%1 %2, %3, %4</translation>
    </message>
    <message>
        <source>took %1</source>
        <translation>dauerte %1</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>Taking longer than usual (%1)</source>
        <translation>Dauert länger als üblich (%1)</translation>
    </message>
</context>
<context>
    <name>glovebox::models::OperationsModel</name>
    <message>
        <source>It was not cancelled. %1</source>
        <translation>Es wurde nicht abgebrochen. %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::OrphansModel</name>
    <message>
        <source>1 thing, %1</source>
        <translation>1 Ding, %1</translation>
    </message>
    <message>
        <source>%1 things, %2</source>
        <translation>%1 Dinge, %2</translation>
    </message>
    <message>
        <source>Looked %1</source>
        <translation>Nachgesehen %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>It was not removed. %1</source>
        <translation>Es wurde nicht entfernt. %1</translation>
    </message>
    <message>
        <source>age unknown</source>
        <translation>Alter unbekannt</translation>
    </message>
    <message>
        <source>%1, %2, %3, %4. %5</source>
        <translation>%1, %2, %3, %4. %5</translation>
    </message>
</context>
<context>
    <name>glovebox::models::OutputExport</name>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 Dateien</translation>
    </message>
    <message>
        <source>Say which folder.</source>
        <translation>Sagen, welcher Ordner.</translation>
    </message>
    <message>
        <source>Give the whole path, beginning with /.</source>
        <translation>Den ganzen Pfad angeben, beginnend mit /.</translation>
    </message>
    <message>
        <source>That is a file, not a folder.</source>
        <translation>Das ist eine Datei, kein Ordner.</translation>
    </message>
    <message>
        <source>%1 is not writable.</source>
        <translation>%1 ist nicht beschreibbar.</translation>
    </message>
    <message>
        <source>%1 of %2 files</source>
        <translation>%1 von %2 Dateien</translation>
    </message>
    <message>
        <source>%1 cannot be created.</source>
        <translation>%1 kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>1 file copied.</source>
        <translation>1 Datei kopiert.</translation>
    </message>
    <message>
        <source>%1 files copied.</source>
        <translation>%1 Dateien kopiert.</translation>
    </message>
    <message>
        <source>1 was there already and was left alone.</source>
        <translation>1 war schon da und blieb unberührt.</translation>
    </message>
    <message>
        <source>%1 were there already and were left alone.</source>
        <translation>%1 waren schon da und blieben unberührt.</translation>
    </message>
    <message>
        <source>1 is not there any more.</source>
        <translation>1 ist nicht mehr da.</translation>
    </message>
    <message>
        <source>%1 are not there any more.</source>
        <translation>%1 sind nicht mehr da.</translation>
    </message>
    <message>
        <source>Cancelled before the rest.</source>
        <translation>Vor dem Rest abgebrochen.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::OutputsModel</name>
    <message>
        <source>1 file, %1</source>
        <translation>1 Datei, %1</translation>
    </message>
    <message>
        <source>%1 files, %2</source>
        <translation>%1 Dateien, %2</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>Outputs %1</source>
        <translation>Ausgaben %1</translation>
    </message>
    <message>
        <source>1 file was not taken: too large, not a plain file, or over the limit.</source>
        <translation>1 Datei wurde nicht geholt: zu groß, keine gewöhnliche Datei oder über der Grenze.</translation>
    </message>
    <message>
        <source>%1 files were not taken: too large, not plain files, or over the limit.</source>
        <translation>%1 Dateien wurden nicht geholt: zu groß, keine gewöhnlichen Dateien oder über der Grenze.</translation>
    </message>
    <message>
        <source>The last collection failed: %1</source>
        <translation>Das letzte Einsammeln schlug fehl: %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::OverviewModel</name>
    <message>
        <source>as of %1</source>
        <translation>Stand %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::OwnWindow</name>
    <message>
        <source>Terminal · %1</source>
        <translation>Terminal · %1</translation>
    </message>
    <message>
        <source>Log · %1</source>
        <translation>Protokoll · %1</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::OwnWindows</name>
    <message>
        <source>Select a sandbox first: its terminals open.</source>
        <translation>Zuerst eine Sandbox auswählen: ihre Terminals öffnen sich.</translation>
    </message>
    <message>
        <source>Terminals and logs open in windows of their own: go to one, to a session or to a sandbox.</source>
        <translation>Terminals und Protokolle öffnen sich in eigenen Fenstern: zu einem davon, einer Sitzung oder einer Sandbox gehen.</translation>
    </message>
    <message>
        <source>%1 windows are open already. Close one first.</source>
        <translation>%1 Fenster sind schon offen. Zuerst eines schließen.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::PairList</name>
    <message>
        <source>A value has no key beside it.</source>
        <translation>Neben einem Wert steht kein Schlüssel.</translation>
    </message>
    <message>
        <source>%1 is there twice.</source>
        <translation>%1 ist zweimal da.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::PanelModel</name>
    <message>
        <source>The queue was not read.</source>
        <translation>Die Warteschlange wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>Nothing needs you</source>
        <translation>Nichts ist zu tun</translation>
    </message>
    <message>
        <source>The item was not stopped.</source>
        <translation>Der Eintrag wurde nicht gestoppt.</translation>
    </message>
    <message>
        <source>The session was not interrupted.</source>
        <translation>Die Sitzung wurde nicht unterbrochen.</translation>
    </message>
    <message>
        <source>The call was not cancelled.</source>
        <translation>Der Aufruf wurde nicht abgebrochen.</translation>
    </message>
    <message>
        <source>It is not there any more</source>
        <translation>Nicht mehr da</translation>
    </message>
    <message>
        <source>No program on this host opens %1</source>
        <translation>Kein Programm auf diesem Host öffnet %1</translation>
    </message>
    <message>
        <source>Opening it could run it. Look at it in its folder instead.</source>
        <translation>Öffnen könnte es ausführen. Stattdessen in seinem Ordner ansehen.</translation>
    </message>
    <message>
        <source>An export still goes on. Wait for it, or cancel it among the operations.</source>
        <translation>Ein Export läuft noch. Sein Ende abwarten oder ihn bei den Vorgängen abbrechen.</translation>
    </message>
    <message>
        <source>The default image</source>
        <translation>Das Standard-Image</translation>
    </message>
    <message>
        <source>Template %1</source>
        <translation>Vorlage %1</translation>
    </message>
    <message>
        <source>its own size</source>
        <translation>eigene Größe</translation>
    </message>
    <message>
        <source>Image %1</source>
        <translation>Image %1</translation>
    </message>
    <message>
        <source>Snapshot %1</source>
        <translation>Snapshot %1</translation>
    </message>
    <message>
        <source>No browser on this host opens it: copy the URL instead</source>
        <translation>Kein Browser auf diesem Host öffnet es: stattdessen die URL kopieren</translation>
    </message>
    <message>
        <source>Glovebox [sample]</source>
        <translation>Glovebox [Beispiel]</translation>
    </message>
    <message>
        <source>Glovebox [demo]</source>
        <translation>Glovebox [Demo]</translation>
    </message>
    <message>
        <source>Glovebox</source>
        <translation>Glovebox</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Freigaben</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation>%1 kopiert</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Host doctor</source>
        <translation>Host-Diagnose</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>Einrichten</translation>
    </message>
    <message>
        <source>Polling paused</source>
        <translation>Abfrage pausiert</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Polling resumed</source>
        <translation>Abfrage fortgesetzt</translation>
    </message>
    <message>
        <source>Sandbox %1: %2</source>
        <translation>Sandbox %1: %2</translation>
    </message>
    <message>
        <source>Session %1: %2</source>
        <translation>Sitzung %1: %2</translation>
    </message>
    <message>
        <source>1 call needs approval</source>
        <translation>1 Aufruf braucht eine Freigabe</translation>
    </message>
    <message>
        <source>%1 calls need approval</source>
        <translation>%1 Aufrufe brauchen eine Freigabe</translation>
    </message>
</context>
<context>
    <name>glovebox::models::PanelSettings</name>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>High contrast, dark</source>
        <translation>Hoher Kontrast, dunkel</translation>
    </message>
    <message>
        <source>High contrast, light</source>
        <translation>Hoher Kontrast, hell</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Kompakt</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Comfortable</source>
        <translation>Großzügig</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>Ortszeit</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>Relativ</translation>
    </message>
    <message>
        <source>Control plane of %1: work, session events, results, skills and memories</source>
        <translation>Control Plane von %1: Arbeit, Sitzungsereignisse, Ergebnisse, Skills und Memories</translation>
    </message>
</context>
<context>
    <name>glovebox::models::PastRows</name>
    <message>
        <source>Session %1, last seen %2, %3 calls, local cost %4, list cost %5</source>
        <translation>Sitzung %1, zuletzt gesehen %2, %3 Aufrufe, lokale Kosten %4, Listenkosten %5</translation>
    </message>
</context>
<context>
    <name>glovebox::models::PastSessions</name>
    <message>
        <source>%1 newest</source>
        <translation>%1 neueste</translation>
    </message>
</context>
<context>
    <name>glovebox::models::PortsPanel</name>
    <message>
        <source>Port %1 leads into it</source>
        <translation>Port %1 führt hinein</translation>
    </message>
    <message>
        <source>%1 ports lead into it</source>
        <translation>%1 Ports führen hinein</translation>
    </message>
    <message>
        <source>Copied. It is good once, within a minute.</source>
        <translation>Kopiert. Gilt einmal, innerhalb einer Minute.</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>not used yet</source>
        <translation>noch nicht genutzt</translation>
    </message>
    <message>
        <source>%1 open, %2 taken</source>
        <translation>%1 offen, %2 angenommen</translation>
    </message>
</context>
<context>
    <name>glovebox::models::PreparationPanel</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>It has failed.</source>
        <translation>Sie ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>It belongs to its session. Only sandboxes of your own can be reserved.</source>
        <translation>Sie gehört ihrer Sitzung. Nur eigene Sandboxes können reserviert werden.</translation>
    </message>
    <message>
        <source>It belongs to its session. Files are put into sandboxes of your own.</source>
        <translation>Sie gehört ihrer Sitzung. Dateien kommen nur in eigene Sandboxes.</translation>
    </message>
    <message>
        <source>It is being seeded.</source>
        <translation>Sie wird befüllt.</translation>
    </message>
    <message>
        <source>No environment has an operator key. Sessions can be started in the Console.</source>
        <translation>Keine Umgebung hat einen Operator-Schlüssel. Sitzungen können in der Console gestartet werden.</translation>
    </message>
    <message>
        <source>%1 is reserved for %2</source>
        <translation>%1 ist für %2 reserviert</translation>
    </message>
    <message>
        <source>%1 is reserved for nobody</source>
        <translation>%1 ist für niemanden reserviert</translation>
    </message>
    <message>
        <source>%1 is being seeded</source>
        <translation>%1 wird befüllt</translation>
    </message>
</context>
<context>
    <name>glovebox::models::QueueGlance</name>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>none waits</source>
        <translation>keiner wartet</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>Gelesen %1</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>Noch nicht gelesen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>max %1</source>
        <translation>max. %1</translation>
    </message>
    <message>
        <source>Waiting %1, highest %2 in the last 60 minutes</source>
        <translation>Wartend %1, höchstens %2 in den letzten 60 Minuten</translation>
    </message>
    <message>
        <source>Waiting, last 60 minutes: not known yet</source>
        <translation>Wartend, letzte 60 Minuten: noch nicht bekannt</translation>
    </message>
</context>
<context>
    <name>glovebox::models::QuitGuard</name>
    <message>
        <source>Quit while 1 sandbox is active?</source>
        <translation>Beenden, während 1 Sandbox aktiv ist?</translation>
    </message>
    <message>
        <source>Quit while %1 sandboxes are active?</source>
        <translation>Beenden, während %1 Sandboxes aktiv sind?</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 mehr</translation>
    </message>
    <message>
        <source>%1 is running</source>
        <translation>%1 läuft</translation>
    </message>
    <message>
        <source>1 sandbox left</source>
        <translation>noch 1 Sandbox</translation>
    </message>
    <message>
        <source>%1 sandboxes left</source>
        <translation>noch %1 Sandboxes</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ReportedWork</name>
    <message>
        <source>Another one was begun.</source>
        <translation>Eine andere wurde begonnen.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::ReservationForm</name>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>in 1 hour</source>
        <translation>in 1 Stunde</translation>
    </message>
    <message>
        <source>in 8 hours</source>
        <translation>in 8 Stunden</translation>
    </message>
    <message>
        <source>in 1 day</source>
        <translation>in 1 Tag</translation>
    </message>
    <message>
        <source>in 7 days</source>
        <translation>in 7 Tagen</translation>
    </message>
    <message>
        <source>after so many hours…</source>
        <translation>nach so vielen Stunden…</translation>
    </message>
    <message>
        <source>at %1, as it is</source>
        <translation>um %1, wie bisher</translation>
    </message>
    <message>
        <source>Say for which session: its id, as sesn_1a2b3c.</source>
        <translation>Sagen, für welche Sitzung: ihre Kennung, etwa sesn_1a2b3c.</translation>
    </message>
    <message>
        <source>So many hours: 1 to %1.</source>
        <translation>So viele Stunden: 1 bis %1.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 mehr</translation>
    </message>
    <message>
        <source>None of the sessions that are known here would get it now. The next one that fits does.</source>
        <translation>Keine der hier bekannten Sitzungen bekäme sie jetzt. Die nächste passende bekommt sie.</translation>
    </message>
    <message>
        <source>It would get it now:</source>
        <translation>Diese bekäme sie jetzt:</translation>
    </message>
    <message>
        <source>These would match now; the first that needs a sandbox gets it:</source>
        <translation>Diese würden jetzt passen; die erste, die eine Sandbox braucht, bekommt sie:</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1, bis %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::RowDetail</name>
    <message>
        <source>for %1</source>
        <translation>seit %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SafetyShots</name>
    <message>
        <source>The snapshot was given up.</source>
        <translation>Der Snapshot wurde aufgegeben.</translation>
    </message>
    <message>
        <source>Nothing was heard of it for %1 minutes.</source>
        <translation>Seit %1 Minuten ist nichts davon zu hören.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SandboxDetail</name>
    <message>
        <source>not started yet</source>
        <translation>noch nicht gestartet</translation>
    </message>
    <message>
        <source>Any use wakes it</source>
        <translation>Jede Nutzung weckt sie</translation>
    </message>
    <message>
        <source>Busy: %1</source>
        <translation>Beschäftigt: %1</translation>
    </message>
    <message>
        <source>%1 of %2%</source>
        <translation>%1 von %2%</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>It has not started; nothing is lost.</source>
        <translation>Sie ist nicht gestartet; nichts geht verloren.</translation>
    </message>
    <message>
        <source>%1 is running now; the call is answered with an error.</source>
        <translation>%1 läuft jetzt; der Aufruf wird mit einem Fehler beantwortet.</translation>
    </message>
    <message>
        <source>It is hibernated; %1 on disk become free.</source>
        <translation>Sie ist im Ruhezustand; %1 auf der Platte werden frei.</translation>
    </message>
    <message>
        <source>Its machine is gone already; its disk and the files on it go, too. %1 become free.</source>
        <translation>Ihre Maschine ist schon weg; ihre Platte und die Dateien darauf gehen auch. %1 werden frei.</translation>
    </message>
    <message>
        <source>It is not running; its record and its disk are removed.</source>
        <translation>Sie läuft nicht; ihr Eintrag und ihre Platte werden entfernt.</translation>
    </message>
    <message>
        <source>It is kept: it stays until you destroy it. No tool call is running.</source>
        <translation>Sie wird behalten: sie bleibt, bis sie zerstört wird. Kein Werkzeugaufruf läuft.</translation>
    </message>
    <message>
        <source>No tool call is running; the session &quot;%1&quot; is bound to it.</source>
        <translation>Kein Werkzeugaufruf läuft; die Sitzung &quot;%1&quot; ist an sie gebunden.</translation>
    </message>
    <message>
        <source>No tool call is running.</source>
        <translation>Kein Werkzeugaufruf läuft.</translation>
    </message>
    <message>
        <source>Sandbox id</source>
        <translation>Sandbox-Kennung</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>you: kept until you destroy it</source>
        <translation>Operator: behalten, bis sie zerstört wird</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Reserved for</source>
        <translation>Reserviert für</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>executed by a runner in the sandbox, not by this host</source>
        <translation>ausgeführt von einem Runner in der Sandbox, nicht von diesem Host</translation>
    </message>
    <message>
        <source>Egress</source>
        <translation>Egress</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Ursache</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Runs by</source>
        <translation>Läuft durch</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>Start time</source>
        <translation>Startdauer</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>noch nicht gemessen</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>Anteile</translation>
    </message>
    <message>
        <source>Kept awake</source>
        <translation>Wach gehalten</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf Platte</translation>
    </message>
    <message>
        <source>%1, memory and devices</source>
        <translation>%1, Arbeitsspeicher und Geräte</translation>
    </message>
    <message>
        <source>%1, its files alone</source>
        <translation>%1, nur ihre Dateien</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SandboxesModel</name>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>Something was asked of it already.</source>
        <translation>Es wurde schon etwas von ihr verlangt.</translation>
    </message>
    <message>
        <source>Start %1</source>
        <translation>%1 starten</translation>
    </message>
    <message>
        <source>Resume %1</source>
        <translation>%1 fortsetzen</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>own runner</source>
        <translation>eigener Runner</translation>
    </message>
    <message>
        <source>Sandbox %1, %2</source>
        <translation>Sandbox %1, %2</translation>
    </message>
    <message>
        <source>, kept</source>
        <translation>, behalten</translation>
    </message>
    <message>
        <source>, kept as %1</source>
        <translation>, behalten als %1</translation>
    </message>
    <message>
        <source>, own runner</source>
        <translation>, eigener Runner</translation>
    </message>
    <message>
        <source>, egress open</source>
        <translation>, Egress offen</translation>
    </message>
    <message>
        <source>, session %1</source>
        <translation>, Sitzung %1</translation>
    </message>
    <message>
        <source>, CPU %1 percent</source>
        <translation>, CPU %1 Prozent</translation>
    </message>
    <message>
        <source>It was not paused. The log says why.</source>
        <translation>Sie wurde nicht pausiert. Das Protokoll sagt, warum.</translation>
    </message>
    <message>
        <source>It was not hibernated. The log says why.</source>
        <translation>Sie ging nicht in den Ruhezustand. Das Protokoll sagt, warum.</translation>
    </message>
    <message>
        <source>It was not started. The log says why.</source>
        <translation>Sie wurde nicht gestartet. Das Protokoll sagt, warum.</translation>
    </message>
    <message>
        <source>It was not resumed. The log says why.</source>
        <translation>Sie wurde nicht fortgesetzt. Das Protokoll sagt, warum.</translation>
    </message>
    <message>
        <source>Taking longer than usual (%1)</source>
        <translation>Dauert länger als üblich (%1)</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SecretCandidates</name>
    <message>
        <source>cannot be given it</source>
        <translation>kann es nicht bekommen</translation>
    </message>
    <message>
        <source>no host within reach</source>
        <translation>kein Host in Reichweite</translation>
    </message>
    <message>
        <source>Sandbox %1</source>
        <translation>Sandbox %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SecretChoice</name>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Two of them want the same variable, %1: choose one.</source>
        <translation>Zwei davon wollen dieselbe Variable, %1: eines wählen.</translation>
    </message>
    <message>
        <source>A sandbox may use %1 secrets at most.</source>
        <translation>Eine Sandbox darf höchstens %1 Geheimnisse verwenden.</translation>
    </message>
    <message>
        <source>A build fails as long as this host has no secret %1.</source>
        <translation>Ein Build schlägt fehl, solange dieser Host kein Geheimnis %1 hat.</translation>
    </message>
    <message>
        <source>With the egress %1 it reaches no host of %2: a secret lets nobody out by itself.</source>
        <translation>Mit dem Egress %1 erreicht sie keinen Host von %2: ein Geheimnis allein lässt niemanden hinaus.</translation>
    </message>
    <message>
        <source>This host has no such secret.</source>
        <translation>Dieser Host hat kein solches Geheimnis.</translation>
    </message>
    <message>
        <source>$%1, for %2</source>
        <translation>$%1, für %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SecretForm</name>
    <message>
        <source>There is a secret of that name already.</source>
        <translation>Es gibt schon ein Geheimnis dieses Namens.</translation>
    </message>
    <message>
        <source>%1 may use %2 as well, which is in the same variable: take one of the two from it, or choose another.</source>
        <translation>%1 darf auch %2 verwenden, das in derselben Variablen ist: ihr eines der beiden nehmen oder eine andere wählen.</translation>
    </message>
    <message>
        <source>%1 is in it as well: no sandbox can be given both.</source>
        <translation>%1 ist auch darin: keine Sandbox kann beide bekommen.</translation>
    </message>
    <message>
        <source>%1 are in it as well: no sandbox can be given two of them.</source>
        <translation>%1 sind auch darin: keine Sandbox kann zwei davon bekommen.</translation>
    </message>
    <message>
        <source>A new secret needs a value.</source>
        <translation>Ein neues Geheimnis braucht einen Wert.</translation>
    </message>
    <message>
        <source>%1, in base64</source>
        <translation>%1, in base64</translation>
    </message>
    <message>
        <source>$%1 = %2…, a placeholder</source>
        <translation>$%1 = %2…, ein Platzhalter</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SecretsModel</name>
    <message>
        <source>Keeping…</source>
        <translation>Wird aufbewahrt…</translation>
    </message>
    <message>
        <source>Not changed</source>
        <translation>Nicht geändert</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Aufbewahrt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>1 sandbox</source>
        <translation>1 Sandbox</translation>
    </message>
    <message>
        <source>%1 sandboxes</source>
        <translation>%1 Sandboxes</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Secret %1, %2, to %3, used by %4, last used %5</source>
        <translation>Geheimnis %1, %2, an %3, verwendet von %4, zuletzt genutzt %5</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SecretsPanel</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>It serves itself: it reaches its control plane and nothing else.</source>
        <translation>Sie bedient sich selbst: sie erreicht ihre Control Plane und sonst nichts.</translation>
    </message>
    <message>
        <source>It is asleep. Wake it to take the secret away.</source>
        <translation>Sie schläft. Wecken, um ihr das Geheimnis wegzunehmen.</translation>
    </message>
    <message>
        <source>Values are kept sealed; their key is in %1.</source>
        <translation>Werte werden versiegelt aufbewahrt; ihr Schlüssel ist in %1.</translation>
    </message>
    <message>
        <source>The gate&apos;s certificate, which guests alone trust, is valid until %1.</source>
        <translation>Das Zertifikat des Gates, dem nur Gäste vertrauen, gilt bis %1.</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Sent as</source>
        <translation>Gesendet als</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>Hosts</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt genutzt</translation>
    </message>
    <message>
        <source>Value since</source>
        <translation>Wert seit</translation>
    </message>
    <message>
        <source>It may use %1, which is in the same variable, %2: take that away from it first.</source>
        <translation>Sie darf %1 verwenden, das in derselben Variablen ist, %2: ihr zuerst dieses wegnehmen.</translation>
    </message>
    <message>
        <source>It may use %1 secrets already, and no sandbox may use more.</source>
        <translation>Sie darf schon %1 Geheimnisse verwenden, und keine Sandbox darf mehr.</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>no session</source>
        <translation>keine Sitzung</translation>
    </message>
    <message>
        <source>What it may reach (%1) has none of the secret&apos;s hosts: a secret lets nobody out by itself.</source>
        <translation>Was sie erreichen darf (%1), hat keinen der Hosts des Geheimnisses: ein Geheimnis allein lässt niemanden hinaus.</translation>
    </message>
    <message>
        <source>%1 may use it no more</source>
        <translation>%1 darf es nicht mehr verwenden</translation>
    </message>
    <message>
        <source>%1 was not taken away. %2</source>
        <translation>%1 wurde nicht weggenommen. %2</translation>
    </message>
    <message>
        <source>%1 may use %2 no more</source>
        <translation>%1 darf %2 nicht mehr verwenden</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SeedDetail</name>
    <message>
        <source>for %1</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>All of it is done.</source>
        <translation>Alles davon ist getan.</translation>
    </message>
    <message>
        <source>It begins when the sandbox runs.</source>
        <translation>Es beginnt, wenn die Sandbox läuft.</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>Schritt %1 von %2: %3</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SeedForm</name>
    <message>
        <source>The ready check is asked every so many seconds: 0.1 to %1.</source>
        <translation>Die Bereitschaftsprüfung fragt alle so viele Sekunden: 0.1 bis %1.</translation>
    </message>
    <message>
        <source>The ready check has so many seconds: 1 to %1.</source>
        <translation>Die Bereitschaftsprüfung hat so viele Sekunden: 1 bis %1.</translation>
    </message>
    <message>
        <source>start %1, which goes on running</source>
        <translation>%1 starten, das weiterläuft</translation>
    </message>
    <message>
        <source>wait until %1 succeeds</source>
        <translation>warten, bis %1 gelingt</translation>
    </message>
    <message>
        <source>hibernate</source>
        <translation>Ruhezustand</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SeedSteps</name>
    <message>
        <source>There is no such file or folder on this host.</source>
        <translation>Auf diesem Host gibt es keine solche Datei und keinen solchen Ordner.</translation>
    </message>
    <message>
        <source>That is a folder, no archive.</source>
        <translation>Das ist ein Ordner, kein Archiv.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SessionDetail</name>
    <message>
        <source>not covered by permission policies</source>
        <translation>nicht von Richtlinien für Rechte erfasst</translation>
    </message>
    <message>
        <source>asks before it runs</source>
        <translation>fragt vor dem Lauf</translation>
    </message>
    <message>
        <source>runs without asking</source>
        <translation>läuft ohne Frage</translation>
    </message>
    <message>
        <source>Custom tool</source>
        <translation>Eigenes Werkzeug</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Angefordert</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Wartete</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>gar nicht</translation>
    </message>
    <message>
        <source>Ran for</source>
        <translation>Lief</translation>
    </message>
    <message>
        <source>has not run</source>
        <translation>ist nicht gelaufen</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>Runde</translation>
    </message>
    <message>
        <source>Event id</source>
        <translation>Ereigniskennung</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>1 turn</source>
        <translation>1 Runde</translation>
    </message>
    <message>
        <source>%1 turns</source>
        <translation>%1 Runden</translation>
    </message>
    <message>
        <source>1 tool call</source>
        <translation>1 Werkzeugaufruf</translation>
    </message>
    <message>
        <source>%1 tool calls</source>
        <translation>%1 Werkzeugaufrufe</translation>
    </message>
    <message>
        <source>1 error</source>
        <translation>1 Fehler</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>%1 Fehler</translation>
    </message>
    <message>
        <source>Session id</source>
        <translation>Sitzungskennung</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>In this state</source>
        <translation>In diesem Zustand</translation>
    </message>
    <message>
        <source>Started here</source>
        <translation>Hier gestartet</translation>
    </message>
    <message>
        <source>Last activity</source>
        <translation>Zuletzt aktiv</translation>
    </message>
    <message>
        <source>Turns</source>
        <translation>Runden</translation>
    </message>
    <message>
        <source>Tool calls</source>
        <translation>Werkzeugaufrufe</translation>
    </message>
    <message>
        <source>%1, %2 with an error</source>
        <translation>%1, %2 mit einem Fehler</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Work item</source>
        <translation>Arbeitseintrag</translation>
    </message>
    <message>
        <source>released</source>
        <translation>freigegeben</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Runner</source>
        <translation>Runner</translation>
    </message>
    <message>
        <source>in the sandbox: it executes the calls, not this host</source>
        <translation>in der Sandbox: er führt die Aufrufe aus, nicht dieser Host</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Nothing in this thread</source>
        <translation>Nichts in diesem Thread</translation>
    </message>
    <message>
        <source>Its events are not here</source>
        <translation>Ihre Ereignisse sind nicht hier</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>Choose all threads to see the rest.</source>
        <translation>Alle Threads wählen, um den Rest zu sehen.</translation>
    </message>
    <message>
        <source>They came before this window was open; the control plane has them.</source>
        <translation>Sie kamen, bevor dieses Fenster offen war; die Control Plane hat sie.</translation>
    </message>
    <message>
        <source>Messages and tool calls appear here as they come.</source>
        <translation>Nachrichten und Werkzeugaufrufe erscheinen hier, wie sie kommen.</translation>
    </message>
    <message>
        <source>No budget; one can only be set when a session is created.</source>
        <translation>Kein Budget; eines kann nur beim Anlegen einer Sitzung gesetzt werden.</translation>
    </message>
    <message>
        <source>Input tokens</source>
        <translation>Eingabe-Tokens</translation>
    </message>
    <message>
        <source>Output tokens</source>
        <translation>Ausgabe-Tokens</translation>
    </message>
    <message>
        <source>Cache read</source>
        <translation>Cache gelesen</translation>
    </message>
    <message>
        <source>Cache written</source>
        <translation>Cache geschrieben</translation>
    </message>
    <message>
        <source>Web searches</source>
        <translation>Websuchen</translation>
    </message>
    <message>
        <source>Web fetches</source>
        <translation>Webabrufe</translation>
    </message>
    <message>
        <source>Active time</source>
        <translation>Aktive Zeit</translation>
    </message>
    <message>
        <source>List cost</source>
        <translation>Listenkosten</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>nicht gemeldet</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>main</source>
        <translation>Haupt</translation>
    </message>
    <message>
        <source>%1 (ended)</source>
        <translation>%1 (beendet)</translation>
    </message>
    <message>
        <source>Ends the session&apos;s turn; a running tool call is cut off</source>
        <translation>Beendet die Runde der Sitzung; ein laufender Werkzeugaufruf wird abgeschnitten</translation>
    </message>
    <message>
        <source>Interrupting… %1</source>
        <translation>Wird unterbrochen… %1</translation>
    </message>
    <message>
        <source>Cancelling… %1</source>
        <translation>Wird abgebrochen… %1</translation>
    </message>
    <message>
        <source>A custom tool: not covered by permission policies, and answered by its owner.</source>
        <translation>Ein eigenes Werkzeug: nicht von Richtlinien für Rechte erfasst und von seinem Besitzer beantwortet.</translation>
    </message>
    <message>
        <source>A custom tool: not covered by permission policies. This host answers it in the sandbox.</source>
        <translation>Ein eigenes Werkzeug: nicht von Richtlinien für Rechte erfasst. Dieser Host beantwortet es in der Sandbox.</translation>
    </message>
    <message>
        <source>and 1 more call</source>
        <translation>und 1 weiterer Aufruf</translation>
    </message>
    <message>
        <source>and %1 more calls</source>
        <translation>und %1 weitere Aufrufe</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SessionTimeline</name>
    <message>
        <source>Reading the session…</source>
        <translation>Die Sitzung wird gelesen …</translation>
    </message>
    <message>
        <source>Its events came before this window was open.</source>
        <translation>Ihre Ereignisse kamen, bevor dieses Fenster offen war.</translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation>Noch ist nichts geschehen.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>model, %1 so far, %2</source>
        <translation>Modell, bisher %1, %2</translation>
    </message>
    <message>
        <source>model, at most %1, %2</source>
        <translation>Modell, höchstens %1, %2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>%1, %2, %3, %4</source>
        <translation>%1, %2, %3, %4</translation>
    </message>
    <message>
        <source>1 call</source>
        <translation>1 Aufruf</translation>
    </message>
    <message>
        <source>%1 calls</source>
        <translation>%1 Aufrufe</translation>
    </message>
    <message>
        <source>1 wait</source>
        <translation>1 Wartezeit</translation>
    </message>
    <message>
        <source>%1 waits</source>
        <translation>%1 Wartezeiten</translation>
    </message>
    <message>
        <source>1 mark</source>
        <translation>1 Marke</translation>
    </message>
    <message>
        <source>%1 marks</source>
        <translation>%1 Marken</translation>
    </message>
    <message>
        <source>1 stretch</source>
        <translation>1 Abschnitt</translation>
    </message>
    <message>
        <source>%1 stretches</source>
        <translation>%1 Abschnitte</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>%1 Fehler</translation>
    </message>
    <message>
        <source>%1, %2 to %3</source>
        <translation>%1, %2 bis %3</translation>
    </message>
    <message>
        <source>%1 to %2, %3</source>
        <translation>%1 bis %2, %3</translation>
    </message>
    <message>
        <source>%1 · %2: %3</source>
        <translation>%1 · %2: %3</translation>
    </message>
    <message>
        <source>%1 · %2: %3, total %4, average %5, shortest %6, longest %7</source>
        <translation>%1 · %2: %3, zusammen %4, im Mittel %5, kürzester %6, längster %7</translation>
    </message>
    <message>
        <source>%1 · its event is not kept in this window any more</source>
        <translation>%1 · sein Ereignis ist in diesem Fenster nicht mehr vorhanden</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 to %2. %3</source>
        <translation>%1 bis %2. %3</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>hibernated</source>
        <translation>im Ruhezustand</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>denied or cancelled</source>
        <translation>abgelehnt oder abgebrochen</translation>
    </message>
    <message>
        <source>runs elsewhere</source>
        <translation>läuft anderswo</translation>
    </message>
    <message>
        <source>needs approval</source>
        <translation>braucht eine Freigabe</translation>
    </message>
    <message>
        <source>waited for approval</source>
        <translation>wartete auf Freigabe</translation>
    </message>
    <message>
        <source>waits for a result</source>
        <translation>wartet auf ein Ergebnis</translation>
    </message>
    <message>
        <source>waited for a result</source>
        <translation>wartete auf ein Ergebnis</translation>
    </message>
    <message>
        <source>budget reached</source>
        <translation>Budget erreicht</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>changing</source>
        <translation>wechselt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>fork</source>
        <translation>Abzweig</translation>
    </message>
    <message>
        <source>restored</source>
        <translation>wiederhergestellt</translation>
    </message>
    <message>
        <source>egress denied</source>
        <translation>Zugriff nach außen abgelehnt</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SessionsModel</name>
    <message>
        <source>%1 is running</source>
        <translation>%1 läuft</translation>
    </message>
    <message>
        <source>%1 needs approval</source>
        <translation>%1 braucht Freigabe</translation>
    </message>
    <message numerus="yes">
        <source>Session %1, %2, %n tool calls</source>
        <translation>
            <numerusform>Sitzung %1, %2, %n Werkzeugaufruf</numerusform>
            <numerusform>Sitzung %1, %2, %n Werkzeugaufrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>, approval waits in thread %1</source>
        <translation>, Freigabe wartet in Thread %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SetupBase</name>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Not prepared</source>
        <translation>Nicht vorbereitet</translation>
    </message>
    <message>
        <source>%1, for %2</source>
        <translation>%1, seit %2</translation>
    </message>
    <message>
        <source>The engine could not prepare it.</source>
        <translation>Die Engine konnte es nicht vorbereiten.</translation>
    </message>
    <message>
        <source>It is made from the system&apos;s own packages when the engine starts, once.</source>
        <translation>Es entsteht beim Start der Engine einmal aus den Paketen des Systems.</translation>
    </message>
    <message>
        <source>%1, %2 on this host</source>
        <translation>%1, %2 auf diesem Host</translation>
    </message>
    <message>
        <source>In place</source>
        <translation>Vorhanden</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Made after the image, so that sandboxes are cloned instead of booted.</source>
        <translation>Entsteht nach dem Image, damit Sandboxes geklont statt gebootet werden.</translation>
    </message>
    <message>
        <source>Sandboxes boot from the image until there is one.</source>
        <translation>Sandboxes booten vom Image, bis es eine gibt.</translation>
    </message>
    <message>
        <source>%1, built in %2, %3 on disk</source>
        <translation>%1, gebaut in %2, %3 auf der Platte</translation>
    </message>
    <message>
        <source>%1, %2 on disk</source>
        <translation>%1, %2 auf der Platte</translation>
    </message>
    <message>
        <source>Sandboxes boot from the image instead, which takes longer.</source>
        <translation>Sandboxes booten stattdessen vom Image, was länger dauert.</translation>
    </message>
    <message>
        <source>The guest image is being prepared. This takes a few minutes at the first start and is not needed again.</source>
        <translation>Das Gast-Image wird vorbereitet. Das dauert beim ersten Start einige Minuten und ist danach nicht mehr nötig.</translation>
    </message>
    <message>
        <source>No sandbox can start until this is put right.</source>
        <translation>Keine Sandbox kann starten, bis das behoben ist.</translation>
    </message>
    <message>
        <source>Sandboxes need a guest image. The engine makes one when it starts.</source>
        <translation>Sandboxes brauchen ein Gast-Image. Die Engine erstellt eines, wenn sie startet.</translation>
    </message>
    <message>
        <source>A template is ready: nothing is left to do here.</source>
        <translation>Eine Vorlage ist bereit: Hier ist nichts mehr zu tun.</translation>
    </message>
    <message>
        <source>The image is ready: a sandbox can start.</source>
        <translation>Das Image ist bereit: Eine Sandbox kann starten.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SetupKey</name>
    <message>
        <source>The id of the environment, as the Console shows it: env_…</source>
        <translation>Die Id der Umgebung, wie die Console sie zeigt: env_…</translation>
    </message>
    <message>
        <source>That is no environment&apos;s id: env_… as the Console shows it.</source>
        <translation>Das ist keine Id einer Umgebung: env_…, wie die Console sie zeigt.</translation>
    </message>
    <message>
        <source>It is served already. To give it another key, remove it first.</source>
        <translation>Sie wird schon bedient. Für einen anderen Schlüssel muss sie erst entfernt werden.</translation>
    </message>
    <message>
        <source>Which file has the key?</source>
        <translation>Welche Datei hat den Schlüssel?</translation>
    </message>
    <message>
        <source>The key, as the Console shows it once: sk-ant-oat01-…</source>
        <translation>Der Schlüssel, wie die Console ihn einmal zeigt: sk-ant-oat01-…</translation>
    </message>
    <message>
        <source>The key could not read the queue of %1.</source>
        <translation>Der Schlüssel konnte die Warteschlange von %1 nicht lesen.</translation>
    </message>
    <message>
        <source>Create a key for this environment in the Console, and paste that one.</source>
        <translation>In der Console einen Schlüssel für diese Umgebung erstellen und diesen einfügen.</translation>
    </message>
    <message>
        <source>Compare the id with the environment&apos;s page in the Console.</source>
        <translation>Die Id vergleichen mit der Seite der Umgebung in der Console.</translation>
    </message>
    <message>
        <source>%1 was not added.</source>
        <translation>%1 wurde nicht hinzugefügt.</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>Reichweite</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>unknown: the answer had no date</source>
        <translation>unbekannt: die Antwort hatte kein Datum</translation>
    </message>
    <message>
        <source>this host&apos;s and the control plane&apos;s agree within 2 s</source>
        <translation>die dieses Hosts und der Control Plane stimmen auf 2 s überein</translation>
    </message>
    <message>
        <source>this host&apos;s is %1 ahead</source>
        <translation>die dieses Hosts geht %1 vor</translation>
    </message>
    <message>
        <source>this host&apos;s is %1 behind</source>
        <translation>die dieses Hosts geht %1 nach</translation>
    </message>
    <message>
        <source>this environment&apos;s queue, at %1</source>
        <translation>die Warteschlange dieser Umgebung, bei %1</translation>
    </message>
    <message>
        <source>%1 waiting, %2 claimed; nothing was claimed by this test</source>
        <translation>%1 wartend, %2 übernommen; dieser Test hat nichts übernommen</translation>
    </message>
    <message>
        <source>This host&apos;s clock is %1 off; leases may be lost. Have it set by a time service.</source>
        <translation>Die Uhr dieses Hosts geht um %1 falsch; Leases können verloren gehen. Ein Zeitdienst sollte sie stellen.</translation>
    </message>
    <message>
        <source>%1 is served from now on.</source>
        <translation>%1 wird ab jetzt bedient.</translation>
    </message>
    <message>
        <source>%1 is served from now on, with the key %2.</source>
        <translation>%1 wird ab jetzt bedient, mit dem Schlüssel %2.</translation>
    </message>
    <message>
        <source>%1 is served from now on, with the key %2. It is kept in: %3.</source>
        <translation>%1 wird ab jetzt bedient, mit dem Schlüssel %2. Aufbewahrt in: %3.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SetupPanel</name>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>Schritt %1 von %2: %3</translation>
    </message>
    <message>
        <source>The host is being checked.</source>
        <translation>Der Host wird geprüft.</translation>
    </message>
    <message>
        <source>What failed keeps sandboxes from running here.</source>
        <translation>Das Fehlgeschlagene verhindert, dass hier Sandboxes laufen.</translation>
    </message>
    <message>
        <source>The key is being tested.</source>
        <translation>Der Schlüssel wird getestet.</translation>
    </message>
    <message>
        <source>The environment is being added.</source>
        <translation>Die Umgebung wird hinzugefügt.</translation>
    </message>
    <message>
        <source>No sandbox can start before the guest image is ready.</source>
        <translation>Keine Sandbox kann starten, bevor das Gast-Image bereit ist.</translation>
    </message>
    <message>
        <source>The test runs.</source>
        <translation>Der Test läuft.</translation>
    </message>
    <message>
        <source>The engine is being started.</source>
        <translation>Die Engine wird gestartet.</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>Einrichten</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Wird getestet…</translation>
    </message>
    <message>
        <source>Add environment</source>
        <translation>Umgebung hinzufügen</translation>
    </message>
    <message>
        <source>Test key</source>
        <translation>Schlüssel testen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Prepare now</source>
        <translation>Jetzt vorbereiten</translation>
    </message>
    <message>
        <source>Open Glovebox</source>
        <translation>Glovebox öffnen</translation>
    </message>
    <message>
        <source>Run the test</source>
        <translation>Test ausführen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>%1 is served already. Go on with it, or add another.</source>
        <translation>%1 wird schon bedient. Damit weitermachen oder eine weitere hinzufügen.</translation>
    </message>
    <message>
        <source>%1 environments are served already: %2. Go on with them, or add another.</source>
        <translation>%1 Umgebungen werden schon bedient: %2. Damit weitermachen oder eine weitere hinzufügen.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Environment key</source>
        <translation>Umgebungsschlüssel</translation>
    </message>
    <message>
        <source>Test run</source>
        <translation>Testlauf</translation>
    </message>
    <message>
        <source>Host check</source>
        <translation>Host-Prüfung</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Vorlage</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SetupTest</name>
    <message>
        <source>The command was not done within %1.</source>
        <translation>Der Befehl war nach %1 nicht fertig.</translation>
    </message>
    <message>
        <source>The command ended with status %1.</source>
        <translation>Der Befehl endete mit Status %1.</translation>
    </message>
    <message>
        <source>The command was ended by signal %1.</source>
        <translation>Der Befehl wurde durch Signal %1 beendet.</translation>
    </message>
    <message>
        <source>Look at the sandbox&apos;s log, then try again.</source>
        <translation>Ins Protokoll der Sandbox sehen, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>cloned, its guest answered after %1</source>
        <translation>geklont, ihr Gast antwortete nach %1</translation>
    </message>
    <message>
        <source>booted, its guest answered after %1</source>
        <translation>gebootet, ihr Gast antwortete nach %1</translation>
    </message>
    <message>
        <source>%1 on disk, no process and no slot</source>
        <translation>%1 auf der Platte, kein Prozess und kein Slot</translation>
    </message>
    <message>
        <source>on disk, no process and no slot</source>
        <translation>auf der Platte, kein Prozess und kein Slot</translation>
    </message>
    <message>
        <source>as it was, with its memory</source>
        <translation>wie sie war, mit ihrem Speicher</translation>
    </message>
    <message>
        <source>%1, the guest stood still for %2</source>
        <translation>%1, der Gast stand %2 still</translation>
    </message>
    <message>
        <source>What the test made could not be destroyed.</source>
        <translation>Was der Test erstellt hat, ließ sich nicht zerstören.</translation>
    </message>
    <message>
        <source>The test stopped at “%1” after %2.</source>
        <translation>Der Test hielt bei „%1“ nach %2 an.</translation>
    </message>
    <message>
        <source>Put that right, then try again.</source>
        <translation>Das beheben, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>nothing of it is left on this host</source>
        <translation>auf diesem Host ist nichts davon übrig</translation>
    </message>
    <message>
        <source>One sandbox of its own is started, used and destroyed. Nothing of it stays.</source>
        <translation>Eine eigene Sandbox wird gestartet, benutzt und zerstört. Nichts davon bleibt.</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>Schritt %1 von %2: %3</translation>
    </message>
    <message>
        <source>The test did not pass.</source>
        <translation>Der Test ist nicht bestanden.</translation>
    </message>
    <message>
        <source>Cancelled: what the test made is being destroyed…</source>
        <translation>Abgebrochen: Was der Test erstellt hat, wird zerstört…</translation>
    </message>
    <message>
        <source>What the last run left is being destroyed first…</source>
        <translation>Was der letzte Lauf hinterließ, wird zuerst zerstört…</translation>
    </message>
    <message>
        <source>Cancelled. Nothing of the test is left on this host.</source>
        <translation>Abgebrochen. Auf diesem Host ist nichts vom Test übrig.</translation>
    </message>
    <message>
        <source>All %1 steps passed in %2.</source>
        <translation>Alle %1 Schritte bestanden, in %2.</translation>
    </message>
    <message>
        <source>Taking longer than usual</source>
        <translation>Dauert länger als sonst</translation>
    </message>
    <message>
        <source>Waits for %1</source>
        <translation>Wartet auf %1</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>To come</source>
        <translation>Steht aus</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>Start a sandbox</source>
        <translation>Eine Sandbox starten</translation>
    </message>
    <message>
        <source>Run a command in it</source>
        <translation>Darin einen Befehl ausführen</translation>
    </message>
    <message>
        <source>Take a snapshot</source>
        <translation>Einen Snapshot aufnehmen</translation>
    </message>
    <message>
        <source>Hibernate it</source>
        <translation>In den Ruhezustand versetzen</translation>
    </message>
    <message>
        <source>Resume it</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Destroy it and its snapshot</source>
        <translation>Sie und ihren Snapshot zerstören</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SnapshotDetail</name>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>It is at: %1. The sandbox goes on meanwhile.</source>
        <translation>Es ist bei: %1. Die Sandbox läuft indessen weiter.</translation>
    </message>
    <message>
        <source>Taken of %1</source>
        <translation>Aufgenommen von %1</translation>
    </message>
    <message>
        <source>1 living sandbox came from it</source>
        <translation>1 lebende Sandbox kam daraus</translation>
    </message>
    <message>
        <source>%1 living sandboxes came from it</source>
        <translation>%1 lebende Sandboxes kamen daraus</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>It is being taken.</source>
        <translation>Er wird aufgenommen.</translation>
    </message>
    <message>
        <source>Nothing of it is left.</source>
        <translation>Nichts davon bleibt.</translation>
    </message>
    <message>
        <source>It is being deleted.</source>
        <translation>Er wird gelöscht.</translation>
    </message>
    <message>
        <source>%1 is gone, and no other sandbox is like it. Restore it as new.</source>
        <translation>%1 ist weg, und keine andere Sandbox ist wie sie. Als neue wiederherstellen.</translation>
    </message>
    <message>
        <source>Only one that is complete.</source>
        <translation>Nur ein vollständiger.</translation>
    </message>
    <message>
        <source>It is being read already.</source>
        <translation>Er wird schon gelesen.</translation>
    </message>
    <message>
        <source>%1, pinned</source>
        <translation>%1, angeheftet</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1, its own</source>
        <translation>%1, seine eigene</translation>
    </message>
    <message>
        <source>%1 goes back to how it was %2. What it holds in memory and files since then is replaced.</source>
        <translation>%1 geht zurück zu ihrem Stand %2. Was sie seither in Arbeitsspeicher und Dateien hält, wird ersetzt.</translation>
    </message>
    <message>
        <source>%1 becomes what %2 was %3. All that it holds in memory and files is replaced.</source>
        <translation>%1 wird, was %2 war %3. Alles, was sie in Arbeitsspeicher und Dateien hält, wird ersetzt.</translation>
    </message>
    <message>
        <source>Snapshot id</source>
        <translation>Snapshot-Kennung</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Runs by</source>
        <translation>Läuft durch</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>%1 of its own</source>
        <translation>%1 eigene</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>%1 with what it stands on</source>
        <translation>%1 mit dem, worauf er steht</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Stood still</source>
        <translation>Stillstand</translation>
    </message>
    <message>
        <source>Children</source>
        <translation>Kinder</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>glovebox::models::SnapshotsModel</name>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>It is being deleted already.</source>
        <translation>Er wird schon gelöscht.</translation>
    </message>
    <message>
        <source>%1 is pinned. Take the pin out first.</source>
        <translation>%1 ist angeheftet. Zuerst ablösen.</translation>
    </message>
    <message>
        <source>%1 stands on %2. Delete it first, or both together.</source>
        <translation>%1 steht auf %2. Zuerst ihn löschen oder beide zusammen.</translation>
    </message>
    <message>
        <source>%1 stand on %2. Delete them first, or all together.</source>
        <translation>%1 stehen auf %2. Zuerst sie löschen oder alle zusammen.</translation>
    </message>
    <message>
        <source>%1 ago, of %2</source>
        <translation>vor %1, von %2</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>angeheftet</translation>
    </message>
    <message>
        <source>Snapshot %1, %2, of %3</source>
        <translation>Snapshot %1, %2, von %3</translation>
    </message>
    <message>
        <source>, pinned</source>
        <translation>, angeheftet</translation>
    </message>
    <message>
        <source>, 1 sandbox came from it</source>
        <translation>, 1 Sandbox kam daraus</translation>
    </message>
    <message>
        <source>, %1 sandboxes came from it</source>
        <translation>, %1 Sandboxes kamen daraus</translation>
    </message>
    <message>
        <source>%1, selected</source>
        <translation>%1, ausgewählt</translation>
    </message>
</context>
<context>
    <name>glovebox::models::StableList</name>
    <message>
        <source>%1 new, %2 re-ordered</source>
        <translation>%1 neu, %2 umsortiert</translation>
    </message>
    <message>
        <source>%1 new</source>
        <translation>%1 neu</translation>
    </message>
    <message>
        <source>%1 re-ordered</source>
        <translation>%1 umsortiert</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::StartSessionForm</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Reading the agents…</source>
        <translation>Agenten werden gelesen…</translation>
    </message>
    <message>
        <source>There are no agents. They are made at the control plane.</source>
        <translation>Es gibt keine Agenten. Sie werden bei der Control Plane angelegt.</translation>
    </message>
    <message>
        <source>The first %1 agents, read %2</source>
        <translation>Die ersten %1 Agenten, gelesen %2</translation>
    </message>
    <message>
        <source>%1 agents, read %2</source>
        <translation>%1 Agenten, gelesen %2</translation>
    </message>
    <message>
        <source>one of its own</source>
        <translation>eine eigene</translation>
    </message>
    <message>
        <source>As sessions of this environment get one.</source>
        <translation>Wie Sitzungen dieser Umgebung eine bekommen.</translation>
    </message>
    <message>
        <source>It gets this one by its metadata: glovebox.sandbox_id = %1</source>
        <translation>Sie bekommt diese durch ihre Metadaten: glovebox.sandbox_id = %1</translation>
    </message>
    <message>
        <source>Metadata has at most %1 pairs.</source>
        <translation>Metadaten haben höchstens %1 Paare.</translation>
    </message>
    <message>
        <source>A key of metadata has at most %1 characters.</source>
        <translation>Ein Schlüssel der Metadaten hat höchstens %1 Zeichen.</translation>
    </message>
    <message>
        <source>A value of metadata has at most %1 characters.</source>
        <translation>Ein Wert der Metadaten hat höchstens %1 Zeichen.</translation>
    </message>
    <message>
        <source>A title has at most %1 characters.</source>
        <translation>Ein Titel hat höchstens %1 Zeichen.</translation>
    </message>
    <message>
        <source>The message is longer than %1.</source>
        <translation>Die Nachricht ist länger als %1.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::StateCounts</name>
    <message>
        <source>running</source>
        <translation>laufend</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>hibernated</source>
        <translation>im Ruhezustand</translation>
    </message>
    <message>
        <source>changing</source>
        <translation>im Wechsel</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>needs approval</source>
        <translation>braucht Freigabe</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>untätig</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartend</translation>
    </message>
    <message>
        <source>budget reached</source>
        <translation>Budget erreicht</translation>
    </message>
    <message>
        <source>rescheduling</source>
        <translation>wird neu eingeplant</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
</context>
<context>
    <name>glovebox::models::StopEverything</name>
    <message>
        <source>No environment sends work to this host.</source>
        <translation>Keine Umgebung schickt Arbeit zu diesem Host.</translation>
    </message>
    <message>
        <source>No environment takes new work now.</source>
        <translation>Keine Umgebung nimmt jetzt neue Arbeit an.</translation>
    </message>
    <message>
        <source>1 environment takes new work.</source>
        <translation>1 Umgebung nimmt neue Arbeit an.</translation>
    </message>
    <message>
        <source>%1 environments take new work.</source>
        <translation>%1 Umgebungen nehmen neue Arbeit an.</translation>
    </message>
    <message>
        <source>1 sandbox</source>
        <translation>1 Sandbox</translation>
    </message>
    <message>
        <source>%1 sandboxes</source>
        <translation>%1 Sandboxes</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TemplateDetail</name>
    <message>
        <source>as their environment or the engine has it</source>
        <translation>wie ihre Umgebung oder die Engine es hat</translation>
    </message>
    <message>
        <source>Step %1 of 2: %2</source>
        <translation>Schritt %1 von 2: %2</translation>
    </message>
    <message>
        <source>It %1</source>
        <translation>Sie %1</translation>
    </message>
    <message>
        <source>1 sandbox stands on it</source>
        <translation>1 Sandbox steht darauf</translation>
    </message>
    <message>
        <source>%1 sandboxes stand on it</source>
        <translation>%1 Sandboxes stehen darauf</translation>
    </message>
    <message>
        <source>1 snapshot stands on it</source>
        <translation>1 Snapshot steht darauf</translation>
    </message>
    <message>
        <source>%1 snapshots stand on it</source>
        <translation>%1 Snapshots stehen darauf</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>Nicht mehr da.</translation>
    </message>
    <message>
        <source>It is being built.</source>
        <translation>Sie wird gebaut.</translation>
    </message>
    <message>
        <source>%1, and %2.</source>
        <translation>%1, und %2.</translation>
    </message>
    <message>
        <source>%1 of memory and %2 on disk become free.</source>
        <translation>%1 Arbeitsspeicher und %2 auf der Platte werden frei.</translation>
    </message>
    <message>
        <source> Its warm clones (%1) end, too.</source>
        <translation> Ihre warmen Klone (%1) enden auch.</translation>
    </message>
    <message>
        <source>It holds nothing.</source>
        <translation>Sie hält nichts.</translation>
    </message>
    <message>
        <source>Template id</source>
        <translation>Vorlagenkennung</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Runs by</source>
        <translation>Läuft durch</translation>
    </message>
    <message>
        <source>Build time</source>
        <translation>Build-Dauer</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>noch nicht gemessen</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>%1, once for all its clones</source>
        <translation>%1, einmal für alle ihre Klone</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Aufbewahrt</translation>
    </message>
    <message>
        <source>on disk: the next start loads it</source>
        <translation>auf der Platte: der nächste Start lädt sie</translation>
    </message>
    <message>
        <source>in memory alone</source>
        <translation>nur im Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Sandboxes</source>
        <translation>Sandboxes</translation>
    </message>
    <message>
        <source>Snapshots</source>
        <translation>Snapshots</translation>
    </message>
    <message>
        <source>Warm clones</source>
        <translation>Warme Klone</translation>
    </message>
    <message>
        <source>%1 ready</source>
        <translation>%1 bereit</translation>
    </message>
    <message>
        <source>none are kept for this size</source>
        <translation>keine werden für diese Größe bereitgehalten</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TemplateEditor</name>
    <message>
        <source>There is a template %1 already: saving this takes its place.</source>
        <translation>Es gibt schon eine Vorlage %1: Speichern setzt diese an ihre Stelle.</translation>
    </message>
    <message>
        <source>Saved as %1, beside %2.</source>
        <translation>Gespeichert als %1, neben %2.</translation>
    </message>
    <message>
        <source>The engine checks it when it is saved</source>
        <translation>Die Engine prüft sie beim Speichern</translation>
    </message>
    <message>
        <source>No mistakes</source>
        <translation>Keine Fehler</translation>
    </message>
    <message>
        <source>1 mistake</source>
        <translation>1 Fehler</translation>
    </message>
    <message>
        <source>%1 mistakes</source>
        <translation>%1 Fehler</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TemplateForm</name>
    <message>
        <source>What their environment or this host gives.</source>
        <translation>Was ihre Umgebung oder dieser Host gibt.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TemplatesModel</name>
    <message>
        <source>KVM</source>
        <translation>KVM</translation>
    </message>
    <message>
        <source>emulated</source>
        <translation>emuliert</translation>
    </message>
    <message>
        <source>Template %1, %2, %3</source>
        <translation>Vorlage %1, %2, %3</translation>
    </message>
    <message>
        <source>, 1 sandbox stands on it</source>
        <translation>, 1 Sandbox steht darauf</translation>
    </message>
    <message>
        <source>, %1 sandboxes stand on it</source>
        <translation>, %1 Sandboxes stehen darauf</translation>
    </message>
    <message>
        <source>, %1 warm</source>
        <translation>, %1 warm</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TerminalItem</name>
    <message>
        <source>What was copied is too large to be pasted: put it into a file of the sandbox instead.</source>
        <translation>Das Kopierte ist zu groß zum Einfügen: stattdessen in eine Datei der Sandbox legen.</translation>
    </message>
    <message>
        <source>A line of what was copied is too long to be shown before it runs: put it into a file of the sandbox instead.</source>
        <translation>Eine Zeile des Kopierten ist zu lang, um vor dem Ausführen gezeigt zu werden: stattdessen in eine Datei der Sandbox legen.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TerminalSession</name>
    <message>
        <source>This sandbox&apos;s agent is of before terminals. A new sandbox has them.</source>
        <translation>Der Agent dieser Sandbox ist von vor den Terminals. Eine neue Sandbox hat sie.</translation>
    </message>
    <message>
        <source>It is not there any more.</source>
        <translation>Es ist nicht mehr da.</translation>
    </message>
    <message>
        <source>shell</source>
        <translation>Shell</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <source>The sandbox is waking up; what you typed arrives then.</source>
        <translation>Die Sandbox wacht auf; das Getippte kommt dann an.</translation>
    </message>
    <message>
        <source>The sandbox is asleep. Typing wakes it.</source>
        <translation>Die Sandbox schläft. Tippen weckt sie.</translation>
    </message>
    <message>
        <source>Ended by signal %1</source>
        <translation>Durch Signal %1 beendet</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Ended with status %1</source>
        <translation>Mit Status %1 beendet</translation>
    </message>
    <message>
        <source>The terminal&apos;s program does not read what is typed; the last of it was left out.</source>
        <translation>Das Programm des Terminals liest nicht, was getippt wird; das Letzte davon wurde weggelassen.</translation>
    </message>
    <message>
        <source>What was typed did not arrive. %1</source>
        <translation>Das Getippte kam nicht an. %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TerminalsPanel</name>
    <message>
        <source>This sandbox&apos;s agent is of before terminals. A new sandbox has them.</source>
        <translation>Der Agent dieser Sandbox ist von vor den Terminals. Eine neue Sandbox hat sie.</translation>
    </message>
    <message>
        <source>The sandbox is not there any more.</source>
        <translation>Die Sandbox ist nicht mehr da.</translation>
    </message>
    <message>
        <source>The terminal was not closed. %1</source>
        <translation>Das Terminal wurde nicht geschlossen. %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TranscriptModel</name>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Lease</source>
        <translation>Lease</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>%1 earlier events are not kept here; the control plane has them</source>
        <translation>%1 frühere Ereignisse sind hier nicht behalten; die Control Plane hat sie</translation>
    </message>
    <message>
        <source>Turn %1</source>
        <translation>Runde %1</translation>
    </message>
    <message>
        <source>Before the first turn</source>
        <translation>Vor der ersten Runde</translation>
    </message>
    <message>
        <source>1 tool call</source>
        <translation>1 Werkzeugaufruf</translation>
    </message>
    <message>
        <source>%1 tool calls</source>
        <translation>%1 Werkzeugaufrufe</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartend</translation>
    </message>
    <message>
        <source>Turn %1, %2 tool calls</source>
        <translation>Runde %1, %2 Werkzeugaufrufe</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
</context>
<context>
    <name>glovebox::models::TrayMenu</name>
    <message>
        <source>1 sandbox active</source>
        <translation>1 Sandbox aktiv</translation>
    </message>
    <message>
        <source>%1 sandboxes active</source>
        <translation>%1 Sandboxes aktiv</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>No approval waits</source>
        <translation>Keine Freigabe wartet</translation>
    </message>
    <message>
        <source>1 approval waits</source>
        <translation>1 Freigabe wartet</translation>
    </message>
    <message>
        <source>%1 approvals wait</source>
        <translation>%1 Freigaben warten</translation>
    </message>
</context>
<context>
    <name>glovebox::models::VersionList</name>
    <message>
        <source>1 step</source>
        <translation>1 Schritt</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 Schritte</translation>
    </message>
    <message>
        <source>, %1 from before</source>
        <translation>, %1 von davor</translation>
    </message>
    <message>
        <source>1 sandbox</source>
        <translation>1 Sandbox</translation>
    </message>
    <message>
        <source>%1 sandboxes</source>
        <translation>%1 Sandboxes</translation>
    </message>
    <message>
        <source>built %1 in %2</source>
        <translation>gebaut %1 in %2</translation>
    </message>
    <message>
        <source>A sandbox stands on it.</source>
        <translation>Eine Sandbox steht darauf.</translation>
    </message>
    <message>
        <source>%1 sandboxes stand on it.</source>
        <translation>%1 Sandboxes stehen darauf.</translation>
    </message>
</context>
<context>
    <name>glovebox::models::WebhookStatus</name>
    <message>
        <source>No webhook signing key is set on this host, and calls that cannot be verified are never listened to. Set ANTHROPIC_WEBHOOK_SIGNING_KEY or --webhook-key-file.</source>
        <translation>Auf diesem Host ist kein Schlüssel zum Prüfen von Webhooks gesetzt, und Anrufe, die nicht geprüft werden können, werden nie angenommen. ANTHROPIC_WEBHOOK_SIGNING_KEY oder --webhook-key-file setzen.</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Lauscht</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>Lauscht nicht</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>Starting… %1</source>
        <translation>Wird gestartet… %1</translation>
    </message>
    <message>
        <source>Stopping… %1</source>
        <translation>Wird gestoppt… %1</translation>
    </message>
</context>
<context>
    <name>glovebox::models::WorkDetail</name>
    <message>
        <source>Without an operator key the session has to be interrupted in the Console afterwards. Set the key with --operator-key-file or in the environments file.</source>
        <translation>Ohne Operator-Schlüssel muss die Sitzung danach in der Console unterbrochen werden. Den Schlüssel mit --operator-key-file oder in der Datei der Umgebungen setzen.</translation>
    </message>
    <message>
        <source>The item was not stopped; nothing has changed.</source>
        <translation>Der Eintrag wurde nicht gestoppt; nichts hat sich geändert.</translation>
    </message>
    <message>
        <source>The item was stopped, but the session still waits: interrupt it in the Console.</source>
        <translation>Der Eintrag wurde gestoppt, aber die Sitzung wartet noch: in der Console unterbrechen.</translation>
    </message>
    <message>
        <source>The item was stopped. Now interrupt the session in the Console, so that it is queued anew.</source>
        <translation>Der Eintrag wurde gestoppt. Jetzt die Sitzung in der Console unterbrechen, damit sie neu eingereiht wird.</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Work item</source>
        <translation>Arbeitseintrag</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Held by</source>
        <translation>Gehalten von</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Last heartbeat</source>
        <translation>Letzter Heartbeat</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
</context>
<context>
    <name>glovebox::models::WorkModel</name>
    <message>
        <source>Health check</source>
        <translation>Gesundheitsprüfung</translation>
    </message>
    <message>
        <source>this host</source>
        <translation>dieser Host</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>another worker</source>
        <translation>anderer Worker</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Work item of %1, %2, held by %3</source>
        <translation>Arbeitseintrag von %1, %2, gehalten von %3</translation>
    </message>
</context>
<context>
    <name>glovebox::panel::DemoRun</name>
    <message>
        <source>No sandbox starts on this host; the demo is given up after %1 attempts.</source>
        <translation>Auf diesem Host startet keine Sandbox; die Demo wird nach %1 Versuchen aufgegeben.</translation>
    </message>
    <message>
        <source>Run `gloveboxctl doctor`: it says what is missing.</source>
        <translation>`gloveboxctl doctor` ausführen: es sagt, was fehlt.</translation>
    </message>
</context>
</TS>
