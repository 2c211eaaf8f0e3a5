<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>LoginSlot</name>
    <message>
        <source>Edit login</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit this login</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Login</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a new login</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New login</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login, one of QGIS's authentication configurations that suit the store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try this login, and see what happens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source>A drawing of which nothing has arrived for this time is given up</source>
        <translation>Eine Zeichnung, von der so lange nichts angekommen ist, wird aufgegeben</translation>
    </message>
    <message>
        <source>A folder of packages, or a Python that has them all, to use instead of what the plugin sets up; empty: the plugin's</source>
        <translation>Ein Ordner mit Paketen oder ein Python, das sie alle hat, anstelle dessen, was die Erweiterung einrichtet; leer: die der Erweiterung</translation>
    </message>
    <message>
        <source>A project and Python programs wait up to this time; opening goes on in the background afterwards</source>
        <translation>Ein Projekt und Python-Programme warten so lange; danach geht das Öffnen im Hintergrund weiter</translation>
    </message>
    <message>
        <source>Address of the package index to install from, without a login; empty: as pip is set up on this machine</source>
        <translation>Adresse des Paketindex, aus dem installiert wird, ohne Anmeldung; leer: wie pip auf diesem Rechner eingestellt ist</translation>
    </message>
    <message>
        <source>Afterwards colours are stretched over the range of the data type</source>
        <translation>Danach werden die Farben über den Wertebereich des Datentyps gestreckt</translation>
    </message>
    <message>
        <source>Clear Cache</source>
        <translation>Zwischenspeicher leeren</translation>
    </message>
    <message>
        <source>Disk space for the next session</source>
        <translation>Plattenplatz für die nächste Sitzung</translation>
    </message>
    <message>
        <source>Empty: in your QGIS profile; safe to delete at any time</source>
        <translation>Leer: in Ihrem QGIS-Profil; kann jederzeit gelöscht werden</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Folder for that</source>
        <translation>Ordner dafür</translation>
    </message>
    <message>
        <source>Folder of wheels</source>
        <translation>Ordner mit Wheels</translation>
    </message>
    <message>
        <source>For all layers together; counts from the next start of QGIS</source>
        <translation>Für alle Layer zusammen; gilt ab dem nächsten Start von QGIS</translation>
    </message>
    <message>
        <source>For the identify tool and for sampling</source>
        <translation>Für das Abfragewerkzeug und für Stichproben</translation>
    </message>
    <message>
        <source>For what the engine keeps and works on; counts from its next start</source>
        <translation>Für das, was die Engine behält und woran sie arbeitet; gilt ab ihrem nächsten Start</translation>
    </message>
    <message>
        <source>Give up reading after silence of</source>
        <translation>Lesen aufgeben nach Stille von</translation>
    </message>
    <message>
        <source>Longest wait for a mosaic to open</source>
        <translation>Längste Wartezeit beim Öffnen eines Mosaiks</translation>
    </message>
    <message>
        <source>Longest wait for statistics</source>
        <translation>Längste Wartezeit auf Statistiken</translation>
    </message>
    <message>
        <source>Longest wait for the values of a point</source>
        <translation>Längste Wartezeit auf die Werte eines Punktes</translation>
    </message>
    <message>
        <source>Memory for pixels read lately</source>
        <translation>Speicher für zuletzt gelesene Pixel</translation>
    </message>
    <message>
        <source>Memory of the engine</source>
        <translation>Arbeitsspeicher der Engine</translation>
    </message>
    <message>
        <source>Package index</source>
        <translation>Paketindex</translation>
    </message>
    <message>
        <source>Packages of your own</source>
        <translation>Eigene Pakete</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Set the engine up without asking where no window is shown (qgis_process, QGIS Server)</source>
        <translation>Die Engine ohne Nachfrage einrichten, wo es kein Fenster gibt (qgis_process, QGIS Server)</translation>
    </message>
    <message>
        <source>The Python that runs the engine; empty: QGIS's own</source>
        <translation>Das Python, mit dem die Engine läuft; leer: das von QGIS</translation>
    </message>
    <message>
        <source>What the engine keeps of mosaics seen before, so that they are drawn sooner; 0: nothing; counts from its next start</source>
        <translation>Was die Engine von schon gesehenen Mosaiken behält, damit sie früher gezeichnet werden; 0: nichts; gilt ab ihrem nächsten Start</translation>
    </message>
    <message>
        <source>Where the engine's packages are installed from on a machine without internet; empty: from a package index</source>
        <translation>Woraus die Pakete der Engine auf einem Rechner ohne Internet installiert werden; leer: aus einem Paketindex</translation>
    </message>
</context>
<context>
    <name>SourcePage</name>
    <message>
        <source>A .json, .json.gz or .mosaicjson file, or the URL of a mosaic, optionally followed by |key=value options</source>
        <translation>Eine .json-, .json.gz- oder .mosaicjson-Datei oder die URL eines Mosaiks, auf Wunsch gefolgt von Optionen der Form |schlüssel=wert</translation>
    </message>
    <message>
        <source>Choose a mosaic file</source>
        <translation>Eine Mosaikdatei wählen</translation>
    </message>
    <message>
        <source>Layer name</source>
        <translation>Layername</translation>
    </message>
    <message>
        <source>Mosaic file or URL</source>
        <translation>Mosaikdatei oder URL</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>The layer's name; left empty, it is taken from the mosaic</source>
        <translation>Der Name des Layers; bleibt er leer, wird er vom Mosaik übernommen</translation>
    </message>
</context>
<context>
    <name>mosaic_qgis</name>
    <message>
        <source>A MosaicJSON document.</source>
        <translation>Ein MosaicJSON-Dokument.</translation>
    </message>
    <message>
        <source>A connection needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mosaic in a program's memory cannot be a layer. Write it to a file first.</source>
        <translation>Ein Mosaik im Speicher eines Programms kann kein Layer sein. Schreiben Sie es zuerst in eine Datei.</translation>
    </message>
    <message>
        <source>A package of the engine is not available for this machine.</source>
        <translation>Ein Paket der Engine gibt es für diesen Rechner nicht.</translation>
    </message>
    <message>
        <source>A package of the engine is not what it must be, so nothing was installed. Check the package index.</source>
        <translation>Ein Paket der Engine ist nicht das erwartete, deshalb wurde nichts installiert. Bitte den Paketindex prüfen.</translation>
    </message>
    <message>
        <source>Access to {subject} was refused. Choose an authentication configuration with valid credentials.</source>
        <translation>Der Zugriff auf {subject} wurde verweigert. Bitte eine Authentifizierungskonfiguration mit gültigen Zugangsdaten wählen.</translation>
    </message>
    <message>
        <source>Add Layer</source>
        <translation>Layer hinzufügen</translation>
    </message>
    <message>
        <source>Add MosaicJSON Layer…</source>
        <translation>MosaicJSON-Layer hinzufügen…</translation>
    </message>
    <message>
        <source>Add a MosaicJSON layer</source>
        <translation>Einen MosaicJSON-Layer hinzufügen</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>All images are shown</source>
        <translation>Alle Bilder werden gezeigt</translation>
    </message>
    <message>
        <source>An image of {subject} cannot be read.</source>
        <translation>Ein Bild von {subject} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>As for the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>Namensnennung</translation>
    </message>
    <message>
        <source>Band {number}</source>
        <translation>Kanal {number}</translation>
    </message>
    <message>
        <source>Band {number}: {name}</source>
        <translation>Kanal {number}: {name}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Choose a MosaicJSON File</source>
        <translation>MosaicJSON-Datei wählen</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Disk cache</source>
        <translation>Zwischenspeicher auf der Platte</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>First images</source>
        <translation>Erste Bilder</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Images at this point, first one on top: {count}</source>
        <translation>Bilder an diesem Punkt, das erste liegt oben: {count}</translation>
    </message>
    <message>
        <source>Images left out: {count}</source>
        <translation>Ausgelassene Bilder: {count}</translation>
    </message>
    <message>
        <source>Images looked at</source>
        <translation>Angesehene Bilder</translation>
    </message>
    <message>
        <source>Images of {subject} have no overviews and are slow when far out. Zoom in, or make overviews.</source>
        <translation>Bilder von {subject} haben keine Übersichten und sind weit herausgezoomt langsam. Zoomen Sie hinein oder erzeugen Sie Übersichten.</translation>
    </message>
    <message>
        <source>Images open</source>
        <translation>Offene Bilder</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>Verweise</translation>
    </message>
    <message>
        <source>Memory cache</source>
        <translation>Zwischenspeicher im Arbeitsspeicher</translation>
    </message>
    <message>
        <source>MosaicJSON</source>
        <translation>MosaicJSON</translation>
    </message>
    <message>
        <source>MosaicJSON mosaics, read tile by tile</source>
        <translation>MosaicJSON-Mosaike, kachelweise gelesen</translation>
    </message>
    <message>
        <source>MosaicJSON version</source>
        <translation>MosaicJSON-Version</translation>
    </message>
    <message>
        <source>No Python that can run the engine was found on this machine.</source>
        <translation>Auf diesem Rechner wurde kein Python gefunden, das die Engine ausführen kann.</translation>
    </message>
    <message>
        <source>No browser could be started for the help. Open {page} yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image covers this point.</source>
        <translation>Kein Bild deckt diesen Punkt ab.</translation>
    </message>
    <message>
        <source>No login</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the images says where it lies, so there are no footprints to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not Now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Not all of the cache in {folder} could be deleted: it is in use. Try again right after a start of QGIS.</source>
        <translation>Der Zwischenspeicher in {folder} konnte nicht ganz gelöscht werden: Er ist in Gebrauch. Versuchen Sie es gleich nach einem Start von QGIS noch einmal.</translation>
    </message>
    <message>
        <source>Not read: {message}</source>
        <translation>Nicht gelesen: {message}</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Opening {subject}</source>
        <translation>{subject} wird geöffnet</translation>
    </message>
    <message>
        <source>QGIS's authentication system is switched off on this machine.</source>
        <translation>Das Authentifizierungssystem von QGIS ist auf diesem Rechner abgeschaltet.</translation>
    </message>
    <message>
        <source>QGIS's master password was not entered, so the credentials stay locked.</source>
        <translation>Das Masterpasswort von QGIS wurde nicht eingegeben, deshalb bleiben die Zugangsdaten gesperrt.</translation>
    </message>
    <message>
        <source>Reading mosaics needs an engine that is not set up yet: {count} packages, {download} MB to download, {disk} MB in your QGIS profile.</source>
        <translation>Zum Lesen von Mosaiken fehlt noch eine Engine: {count} Pakete, {download} MB zum Herunterladen, {disk} MB im QGIS-Profil.</translation>
    </message>
    <message>
        <source>Reading {subject} was cancelled.</source>
        <translation>Das Lesen von {subject} wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Repair Engine</source>
        <translation>Engine reparieren</translation>
    </message>
    <message>
        <source>Sample image</source>
        <translation>Beispielbild</translation>
    </message>
    <message>
        <source>Set Up Engine</source>
        <translation>Engine einrichten</translation>
    </message>
    <message>
        <source>Set Up Engine…</source>
        <translation>Engine einrichten…</translation>
    </message>
    <message>
        <source>Set by the environment variable {name}.</source>
        <translation>Durch die Umgebungsvariable {name} festgelegt.</translation>
    </message>
    <message>
        <source>Setting up the MosaicJSON engine</source>
        <translation>MosaicJSON-Engine wird eingerichtet</translation>
    </message>
    <message>
        <source>Setting up the MosaicJSON engine was cancelled.</source>
        <translation>Das Einrichten der MosaicJSON-Engine wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Setting up the engine…</source>
        <translation>Die Engine wird eingerichtet…</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Speicherort</translation>
    </message>
    <message>
        <source>The MosaicJSON engine is being set up, as the settings allow.</source>
        <translation>Die MosaicJSON-Engine wird eingerichtet, wie es die Einstellungen erlauben.</translation>
    </message>
    <message>
        <source>The MosaicJSON engine is not set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine…</source>
        <translation>Die MosaicJSON-Engine ist nicht eingerichtet: Raster &gt; MosaicJSON &gt; Engine einrichten…</translation>
    </message>
    <message>
        <source>The MosaicJSON engine is set up.</source>
        <translation>Die MosaicJSON-Engine ist eingerichtet.</translation>
    </message>
    <message>
        <source>The MosaicJSON engine was not set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine… when you want it.</source>
        <translation>Die MosaicJSON-Engine wurde nicht eingerichtet. Das geht später unter Raster &gt; MosaicJSON &gt; Engine einrichten….</translation>
    </message>
    <message>
        <source>The QGIS profile's folder cannot be written to.</source>
        <translation>In den Ordner des QGIS-Profils kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The address of {name} holds a password or key, which would be stored unencrypted; take it out and choose an authentication configuration instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The authentication configuration {id} could not be unlocked with the master password.</source>
        <translation>Die Authentifizierungskonfiguration {id} ließ sich mit dem Masterpasswort nicht entsperren.</translation>
    </message>
    <message>
        <source>The cache in {folder} was cleared.</source>
        <translation>Der Zwischenspeicher in {folder} wurde geleert.</translation>
    </message>
    <message>
        <source>The certificate of the package index is not trusted on this machine.</source>
        <translation>Dem Zertifikat des Paketindex wird auf diesem Rechner nicht vertraut.</translation>
    </message>
    <message>
        <source>The connection {name} needs a file or URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download of the engine stood still. Try again.</source>
        <translation>Das Herunterladen der Engine ist stehen geblieben. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The engine cannot start with the packages in {folder}.</source>
        <translation>Die Engine kann mit den Paketen in {folder} nicht starten.</translation>
    </message>
    <message>
        <source>The engine could not be downloaded. Check the network connection, or name a folder of wheels.</source>
        <translation>Die Engine konnte nicht heruntergeladen werden. Bitte die Netzwerkverbindung prüfen oder einen Ordner mit Wheels angeben.</translation>
    </message>
    <message>
        <source>The engine could not be set up; the MosaicJSON tab of the log says more.</source>
        <translation>Die Engine konnte nicht eingerichtet werden; mehr steht im Protokoll unter MosaicJSON.</translation>
    </message>
    <message>
        <source>The engine ended unexpectedly while it worked on {subject}. Reload the layer to try again.</source>
        <translation>Die Engine endete unerwartet bei der Arbeit an {subject}. Den Layer neu laden, um es noch einmal zu versuchen.</translation>
    </message>
    <message>
        <source>The engine is being looked at.</source>
        <translation>Die Engine wird gerade geprüft.</translation>
    </message>
    <message>
        <source>The engine is being set up; the message in QGIS's main window shows how far it is.</source>
        <translation>Die Engine wird gerade eingerichtet; wie weit sie ist, zeigt die Meldung im Hauptfenster von QGIS.</translation>
    </message>
    <message>
        <source>The engine is busy or gone; open this page again later.</source>
        <translation>Die Engine ist beschäftigt oder nicht da; öffnen Sie diese Seite später noch einmal.</translation>
    </message>
    <message>
        <source>The engine is not set up: {count} packages, {download} MB to download, {disk} MB in your QGIS profile.</source>
        <translation>Die Engine ist nicht eingerichtet: {count} Pakete, {download} MB herunterzuladen, {disk} MB in Ihrem QGIS-Profil.</translation>
    </message>
    <message>
        <source>The engine is set up: {count} packages, {disk} MB in {folder}.</source>
        <translation>Die Engine ist eingerichtet: {count} Pakete, {disk} MB in {folder}.</translation>
    </message>
    <message>
        <source>The engine uses packages of your own, in {folder}.</source>
        <translation>Die Engine benutzt eigene Pakete in {folder}.</translation>
    </message>
    <message>
        <source>The file is opened as MosaicJSON, although its name does not say so.</source>
        <translation>Die Datei wird als MosaicJSON geöffnet, obwohl ihr Name das nicht sagt.</translation>
    </message>
    <message>
        <source>The images of {subject} cannot be read. Check that they are there and that you may read them.</source>
        <translation>Die Bilder von {subject} können nicht gelesen werden. Bitte prüfen, ob es sie gibt und ob sie gelesen werden dürfen.</translation>
    </message>
    <message>
        <source>The images of {subject} have different scales or offsets. The option unscale=true applies them.</source>
        <translation>Die Bilder von {subject} haben verschiedene Skalierungen oder Versätze. Die Option unscale=true wendet sie an.</translation>
    </message>
    <message>
        <source>The images of {subject} have several data types; the layer has one that holds all values.</source>
        <translation>Die Bilder von {subject} haben verschiedene Datentypen; der Layer hat einen, der alle Werte fasst.</translation>
    </message>
    <message>
        <source>The layer is added as soon as the engine is set up: see the message in QGIS's main window.</source>
        <translation>Der Layer wird hinzugefügt, sobald die Engine eingerichtet ist: siehe die Meldung im Hauptfenster von QGIS.</translation>
    </message>
    <message>
        <source>The mosaic is being opened; the layer is added as soon as it is there.</source>
        <translation>Das Mosaik wird geöffnet; der Layer wird hinzugefügt, sobald es da ist.</translation>
    </message>
    <message>
        <source>The mosaic is opened when it is added.</source>
        <translation>Das Mosaik wird beim Hinzufügen geöffnet.</translation>
    </message>
    <message>
        <source>The package index asks for a login. Check its address.</source>
        <translation>Der Paketindex verlangt eine Anmeldung. Bitte seine Adresse prüfen.</translation>
    </message>
    <message>
        <source>The plugin and its engine do not fit together. Install the plugin again and restart QGIS.</source>
        <translation>Das Plugin und seine Engine passen nicht zusammen. Bitte das Plugin neu installieren und QGIS neu starten.</translation>
    </message>
    <message>
        <source>The proxy asks for a login. Enter user and password in QGIS's network options.</source>
        <translation>Der Proxy verlangt eine Anmeldung. Bitte Benutzer und Passwort in den Netzwerkoptionen von QGIS eintragen.</translation>
    </message>
    <message>
        <source>The proxy could not be reached. Check QGIS's network options.</source>
        <translation>Der Proxy war nicht erreichbar. Bitte die Netzwerkoptionen von QGIS prüfen.</translation>
    </message>
    <message>
        <source>The search for {subject} takes longer than QGIS may wait. It goes on in the background, and you are told when it is there. A narrower query, a smaller max_items or a larger limit (items per page) makes it faster.</source>
        <translation>Die Suche nach {subject} dauert länger, als QGIS warten darf. Sie geht im Hintergrund weiter, und Sie erfahren, wenn sie fertig ist. Eine engere Abfrage, ein kleineres max_items oder ein größeres limit (Einträge je Seite) macht sie schneller.</translation>
    </message>
    <message>
        <source>The statistics of {subject} could not be sampled, so the data type's range is used: {detail}</source>
        <translation>Die Statistik von {subject} konnte nicht ermittelt werden, deshalb gilt der Wertebereich des Datentyps: {detail}</translation>
    </message>
    <message>
        <source>The values could not be read; see the MosaicJSON log.</source>
        <translation>Die Werte konnten nicht gelesen werden; siehe das Protokoll MosaicJSON.</translation>
    </message>
    <message>
        <source>There is a connection called {name} already; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no authentication configuration with the id {id} in this QGIS profile.</source>
        <translation>In diesem QGIS-Profil gibt es keine Authentifizierungskonfiguration mit der Kennung {id}.</translation>
    </message>
    <message>
        <source>There is no connection called {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such file. Check the path.</source>
        <translation>Diese Datei gibt es nicht. Bitte den Pfad prüfen.</translation>
    </message>
    <message>
        <source>There is not enough space for the engine in the QGIS profile.</source>
        <translation>Im QGIS-Profil ist nicht genug Platz für die Engine.</translation>
    </message>
    <message>
        <source>This file cannot be read. Check its permissions.</source>
        <translation>Diese Datei kann nicht gelesen werden. Bitte ihre Rechte prüfen.</translation>
    </message>
    <message>
        <source>This is a folder. Choose a MosaicJSON file in it.</source>
        <translation>Das ist ein Ordner. Bitte eine MosaicJSON-Datei darin wählen.</translation>
    </message>
    <message>
        <source>This is no MosaicJSON document: it has no top-level key “mosaicjson”. Choose another file.</source>
        <translation>Das ist kein MosaicJSON-Dokument: ihm fehlt auf oberster Ebene der Schlüssel „mosaicjson“. Bitte eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>Tile matrix set</source>
        <translation>Kachelmatrixsatz</translation>
    </message>
    <message>
        <source>Tiles in the document</source>
        <translation>Kacheln im Dokument</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Uncovered ground</source>
        <translation>Nicht abgedeckte Fläche</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Zoom levels</source>
        <translation>Zoomstufen</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>from {resolution} CRS units per pixel on</source>
        <translation>ab {resolution} KBS-Einheiten je Pixel</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>kein Wert</translation>
    </message>
    <message>
        <source>nodata {value}</source>
        <translation>Nodata {value}</translation>
    </message>
    <message>
        <source>scale {scale}, offset {offset}</source>
        <translation>Skalierung {scale}, Versatz {offset}</translation>
    </message>
    <message>
        <source>the bands' nodata value</source>
        <translation>der Nodata-Wert der Kanäle</translation>
    </message>
    <message>
        <source>transparent (alpha band)</source>
        <translation>durchsichtig (Alphakanal)</translation>
    </message>
    <message>
        <source>values from {minimum} to {maximum}</source>
        <translation>Werte von {minimum} bis {maximum}</translation>
    </message>
    <message>
        <source>{begin} to {end}</source>
        <translation>{begin} bis {end}</translation>
    </message>
    <message>
        <source>{file} holds no connections to mosaics; choose a file that this plugin has exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{id} (not in this QGIS profile)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minimum} to {maximum}, keys of zoom {keys}</source>
        <translation>{minimum} bis {maximum}, Schlüssel der Stufe {keys}</translation>
    </message>
    <message>
        <source>{name} (for another store)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence} ({detail})</source>
        <translation>{sentence} ({detail})</translation>
    </message>
    <message>
        <source>{subject} cannot be opened before the MosaicJSON engine is set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine…</source>
        <translation>{subject} kann erst geöffnet werden, wenn die MosaicJSON-Engine eingerichtet ist: Raster &gt; MosaicJSON &gt; Engine einrichten…</translation>
    </message>
    <message>
        <source>{subject} cannot be opened before the MosaicJSON engine is set up. Set it up once in QGIS Desktop, name an existing one in MOSAIC_QGIS_ENGINE_ENVIRONMENT, or allow its installation with MOSAIC_QGIS_INSTALL_WITHOUT_ASKING=1.</source>
        <translation>{subject} kann erst geöffnet werden, wenn die MosaicJSON-Engine eingerichtet ist. Sie einmal in QGIS Desktop einrichten, eine vorhandene in MOSAIC_QGIS_ENGINE_ENVIRONMENT angeben oder ihre Installation mit MOSAIC_QGIS_INSTALL_WITHOUT_ASKING=1 erlauben.</translation>
    </message>
    <message>
        <source>{subject} cannot be opened this way. Check the layer's options.</source>
        <translation>{subject} kann so nicht geöffnet werden. Bitte die Optionen des Layers prüfen.</translation>
    </message>
    <message>
        <source>{subject} cannot be opened: the MosaicJSON engine is set up but does not start. Restart QGIS; if that does not help, repair the engine under Settings &gt; Options &gt; MosaicJSON.</source>
        <translation>{subject} kann nicht geöffnet werden: Die MosaicJSON-Engine ist eingerichtet, startet aber nicht. Starten Sie QGIS neu; hilft das nicht, reparieren Sie die Engine unter Einstellungen &gt; Optionen &gt; MosaicJSON.</translation>
    </message>
    <message>
        <source>{subject} cannot be reached. Check the network connection, the proxy and the address.</source>
        <translation>{subject} ist nicht erreichbar. Bitte Netzwerkverbindung, Proxy und Adresse prüfen.</translation>
    </message>
    <message>
        <source>{subject} cannot be written to. Save it to another place.</source>
        <translation>{subject} kann nicht beschrieben werden. Bitte an einem anderen Ort speichern.</translation>
    </message>
    <message>
        <source>{subject} did not answer in time. Try again, or check the network connection.</source>
        <translation>{subject} hat nicht rechtzeitig geantwortet. Bitte noch einmal versuchen oder die Netzwerkverbindung prüfen.</translation>
    </message>
    <message>
        <source>{subject} exists already. Choose another name or allow overwriting.</source>
        <translation>{subject} gibt es schon. Bitte einen anderen Namen wählen oder das Überschreiben erlauben.</translation>
    </message>
    <message>
        <source>{subject} has nothing to show: no tile or no readable image.</source>
        <translation>{subject} hat nichts zu zeigen: keine Kachel oder kein lesbares Bild.</translation>
    </message>
    <message>
        <source>{subject} is not a valid MosaicJSON document.</source>
        <translation>{subject} ist kein gültiges MosaicJSON-Dokument.</translation>
    </message>
    <message>
        <source>{subject} is open now.</source>
        <translation>{subject} ist jetzt offen.</translation>
    </message>
    <message>
        <source>{subject} is ready to be added.</source>
        <translation>{subject} kann jetzt hinzugefügt werden.</translation>
    </message>
    <message>
        <source>{subject} met a fault of the plugin. Please report it with the MosaicJSON tab of the log.</source>
        <translation>Bei {subject} trat ein Fehler des Plugins auf. Bitte mit dem Protokoll MosaicJSON melden.</translation>
    </message>
    <message>
        <source>{subject} needs something that this version does not support.</source>
        <translation>{subject} braucht etwas, das diese Version nicht unterstützt.</translation>
    </message>
    <message>
        <source>{subject} refers to a place that it must not refer to.</source>
        <translation>{subject} verweist auf einen Ort, auf den es nicht verweisen darf.</translation>
    </message>
    <message>
        <source>{subject} shows more images than can be read at once. Zoom in.</source>
        <translation>{subject} zeigt mehr Bilder, als auf einmal gelesen werden können. Bitte hineinzoomen.</translation>
    </message>
    <message>
        <source>{subject} takes longer to open than QGIS may wait. It is opened in the background, and you are told when it is there.</source>
        <translation>{subject} braucht zum Öffnen länger, als QGIS warten darf. Es wird im Hintergrund geöffnet, und Sie erfahren, wenn es so weit ist.</translation>
    </message>
    <message>
        <source>{subject} was changed by somebody else in the meantime. Reload it and try again.</source>
        <translation>{subject} wurde inzwischen von jemand anderem geändert. Bitte neu laden und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>{subject} was not found. Check the path or URL.</source>
        <translation>{subject} wurde nicht gefunden. Bitte Pfad oder URL prüfen.</translation>
    </message>
    <message>
        <source>{subject}: 1 of {total} images could not be read: {image}</source>
        <translation>{subject}: 1 von {total} Bildern konnte nicht gelesen werden: {image}</translation>
    </message>
    <message>
        <source>{subject}: {count} of {total} images could not be read, the first one is {image}</source>
        <translation>{subject}: {count} von {total} Bildern konnten nicht gelesen werden, das erste ist {image}</translation>
    </message>
    <message>
        <source>{subject}: {message}</source>
        <translation>{subject}: {message}</translation>
    </message>
    <message>
        <source>{subject}: {shown} of {total} images are shown here. From a scale of about 1:{scale} on all are.</source>
        <translation>{subject}: Hier sind {shown} von {total} Bildern zu sehen. Ab einem Maßstab von etwa 1:{scale} sind es alle.</translation>
    </message>
    <message>
        <source>{used} of {limit}</source>
        <translation>{used} von {limit}</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>„{name}“</translation>
    </message>
    <message>
        <source>… and {count} more.</source>
        <translation>… und {count} weitere.</translation>
    </message>
</context>
</TS>
