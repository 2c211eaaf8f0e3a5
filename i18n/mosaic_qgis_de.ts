<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>BandBuilder</name>
    <message>
        <source>&amp;Assets</source>
        <translation>A&amp;ssets</translation>
    </message>
    <message>
        <source>&amp;Bands</source>
        <translation>K&amp;anäle</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>&amp;Nach unten</translation>
    </message>
    <message>
        <source>&amp;Insert</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Bands of the Layer</source>
        <translation>Kanäle des Layers</translation>
    </message>
    <message>
        <source>Double-click a ba&amp;nd to put it in:</source>
        <translation>Doppelklick auf einen &amp;Kanal fügt ihn ein:</translation>
    </message>
    <message>
        <source>E&amp;xpression</source>
        <translation>A&amp;usdruck</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Move the chosen asset down</source>
        <translation>Das gewählte Asset nach unten schieben</translation>
    </message>
    <message>
        <source>Move the chosen asset up</source>
        <translation>Das gewählte Asset nach oben schieben</translation>
    </message>
    <message>
        <source>Move the chosen band down</source>
        <translation>Den gewählten Kanal nach unten schieben</translation>
    </message>
    <message>
        <source>Move the chosen band up</source>
        <translation>Den gewählten Kanal nach oben schieben</translation>
    </message>
    <message>
        <source>Nor&amp;malised difference</source>
        <translation>Nor&amp;mierte Differenz</translation>
    </message>
    <message>
        <source>Put (first - second) / (first + second) in</source>
        <translation>(erster - zweiter) / (erster + zweiter) einfügen</translation>
    </message>
    <message>
        <source>Second band</source>
        <translation>Zweiter Kanal</translation>
    </message>
    <message>
        <source>Several expressions, separated by semicolons, make several bands</source>
        <translation>Mehrere Ausdrücke, durch Semikolons getrennt, ergeben mehrere Kanäle</translation>
    </message>
    <message>
        <source>The &amp;ticked bands of the images become the layer's bands, in this order:</source>
        <translation>Die an&amp;gekreuzten Kanäle der Bilder werden die Kanäle des Layers, in dieser Reihenfolge:</translation>
    </message>
    <message>
        <source>The band that is high where the index is high, such as near infrared for vegetation</source>
        <translation>Der Kanal, der hoch ist, wo der Index hoch ist, etwa nahes Infrarot bei Pflanzen</translation>
    </message>
    <message>
        <source>The band that it is compared with, such as red for vegetation</source>
        <translation>Der Kanal, mit dem er verglichen wird, etwa Rot bei Pflanzen</translation>
    </message>
    <message>
        <source>The ticked assets &amp;of the items are put together, in this order; with none, the items decide:</source>
        <translation>Die angekreuzten Assets der Items werden &amp;zusammengesetzt, in dieser Reihenfolge; ohne Kreuz entscheiden die Items:</translation>
    </message>
</context>
<context>
    <name>ConnectionDialog</name>
    <message>
        <source>&amp;File or URL</source>
        <translation>Datei &amp;oder URL</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>/folder/mosaic.json, https://…, s3://…, sqlite:///file.db, stac+https://…</source>
        <translation>/ordner/mosaic.json, https://…, s3://…, sqlite:///datei.db, stac+https://…</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Login for the &amp;document</source>
        <translation>Anmeldung für das &amp;Dokument</translation>
    </message>
    <message>
        <source>Login for the &amp;images</source>
        <translation>Anmeldung für die &amp;Bilder</translation>
    </message>
    <message>
        <source>MosaicJSON Connection</source>
        <translation>MosaicJSON-Verbindung</translation>
    </message>
    <message>
        <source>The mosaic's file or address; a database (sqlite:///file.db) or table (dynamodb://region/table) lists all its mosaics</source>
        <translation>Datei oder Adresse des Mosaiks; eine Datenbank (sqlite:///datei.db) oder Tabelle (dynamodb://region/tabelle) zählt alle ihre Mosaike auf</translation>
    </message>
    <message>
        <source>What the connection is called in the Browser</source>
        <translation>Wie die Verbindung im Browser heißt</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
</context>
<context>
    <name>DropDialog</name>
    <message>
        <source>&amp;One mosaic</source>
        <translation>&amp;Ein Mosaik</translation>
    </message>
    <message>
        <source>&amp;Separate layers</source>
        <translation>&amp;Getrennte Layer</translation>
    </message>
    <message>
        <source>Add Images</source>
        <translation>Bilder hinzufügen</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Do not &amp;ask again</source>
        <translation>Nicht wieder &amp;fragen</translation>
    </message>
    <message>
        <source>Hold Shift while dropping for the other choice; the menu of MosaicJSON in the Browser has you asked again</source>
        <translation>Beim Ablegen die Umschalttaste halten für die andere Wahl; das Menü von MosaicJSON im Browser lässt wieder fragen</translation>
    </message>
    <message>
        <source>One layer for each image, as QGIS adds them by itself</source>
        <translation>Ein Layer für jedes Bild, wie QGIS sie von sich aus hinzufügt</translation>
    </message>
    <message>
        <source>One layer that reads only the images a view needs; the images stay where they are</source>
        <translation>Ein Layer, der nur die Bilder liest, die eine Ansicht braucht; die Bilder bleiben, wo sie sind</translation>
    </message>
    <message>
        <source>Save &amp;to</source>
        <translation>Speichern &amp;unter</translation>
    </message>
    <message>
        <source>The document that lists the images</source>
        <translation>Das Dokument, das die Bilder aufzählt</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
</context>
<context>
    <name>ImagesHere</name>
    <message>
        <source>&amp;Copy Link</source>
        <translation>Link &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Exclude</source>
        <translation>&amp;Auslassen</translation>
    </message>
    <message>
        <source>&amp;Undo Last Change</source>
        <translation>Letzte Änderung &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>Copy the address of this image</source>
        <translation>Die Adresse dieses Bilds kopieren</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Have the images as they were before; the layer's properties restore all of them</source>
        <translation>Die Bilder wieder so haben wie zuvor; die Eigenschaften des Layers stellen alle wieder her</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Leave this image out of the layer</source>
        <translation>Dieses Bild aus dem Layer auslassen</translation>
    </message>
    <message>
        <source>Lock this image: it lies on top of all others from now on</source>
        <translation>Dieses Bild festhalten: Es liegt von jetzt an auf allen anderen</translation>
    </message>
    <message>
        <source>Put &amp;First</source>
        <translation>Nach &amp;vorn holen</translation>
    </message>
    <message>
        <source>Show F&amp;ootprint</source>
        <translation>&amp;Umriss zeigen</translation>
    </message>
    <message>
        <source>Show on the map where this image lies</source>
        <translation>Auf der Karte zeigen, wo dieses Bild liegt</translation>
    </message>
    <message>
        <source>The images under the click, first one on top; bold: what is seen comes from it</source>
        <translation>Die Bilder unter dem Klick, das oberste zuerst; fett: aus ihm stammt, was man sieht</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
</context>
<context>
    <name>LayerPage</name>
    <message>
        <source>&amp;Exclude</source>
        <translation>A&amp;uslassen</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <source>&amp;Put First</source>
        <translation>Nach &amp;vorn holen</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Where images overlap</source>
        <translation>Wo Bilder aufeinander &amp;liegen</translation>
    </message>
    <message>
        <source>All images</source>
        <translation>Alle Bilder</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>Konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>Have all images as the mosaic has them</source>
        <translation>Alle Bilder wieder so haben wie im Mosaik</translation>
    </message>
    <message>
        <source>Have the selected images as the mosaic has them</source>
        <translation>Die ausgewählten Bilder wieder so haben wie im Mosaik</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Leave the selected images out of the layer</source>
        <translation>Die ausgewählten Bilder aus dem Layer auslassen</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>Mosaik</translation>
    </message>
    <message>
        <source>On top or left out</source>
        <translation>Obenauf oder ausgelassen</translation>
    </message>
    <message>
        <source>Part of an image's name or address</source>
        <translation>Teil des Namens oder der Adresse eines Bilds</translation>
    </message>
    <message>
        <source>Put the selected images on top of all others</source>
        <translation>Die ausgewählten Bilder auf alle anderen legen</translation>
    </message>
    <message>
        <source>Read the mosaic and its images anew</source>
        <translation>Das Mosaik und seine Bilder neu lesen</translation>
    </message>
    <message>
        <source>Refres&amp;h Layer</source>
        <translation>Layer aktualisie&amp;ren</translation>
    </message>
    <message>
        <source>Restore &amp;All</source>
        <translation>&amp;Alle wiederherstellen</translation>
    </message>
    <message>
        <source>The images of the mosaic, first one on top</source>
        <translation>Die Bilder des Mosaiks, das oberste zuerst</translation>
    </message>
    <message>
        <source>Which images are listed</source>
        <translation>Welche Bilder aufgezählt werden</translation>
    </message>
    <message>
        <source>Which pixels are shown where several images overlap</source>
        <translation>Welche Pixel gezeigt werden, wo mehrere Bilder aufeinander liegen</translation>
    </message>
</context>
<context>
    <name>LoginDialog</name>
    <message>
        <source>&amp;Mosaic</source>
        <translation>&amp;Mosaik</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Store</source>
        <translation>&amp;Speicherort</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>&amp;Way in</source>
        <translation>&amp;Art der Anmeldung</translation>
    </message>
    <message>
        <source>How one signs in</source>
        <translation>Wie man sich anmeldet</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>More Settings</source>
        <translation>Weitere Einstellungen</translation>
    </message>
    <message>
        <source>Read the document and the head of an image with this login</source>
        <translation>Das Dokument und den Kopf eines Bilds mit dieser Anmeldung lesen</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>The mosaic or STAC API that the login is tried on; nothing is saved</source>
        <translation>Das Mosaik oder die STAC-API, an der die Anmeldung versucht wird; nichts wird gespeichert</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>What the login is called in lists; it is no secret</source>
        <translation>Wie die Anmeldung in Listen heißt; es ist kein Geheimnis</translation>
    </message>
    <message>
        <source>Where one signs in</source>
        <translation>Wo man sich anmeldet</translation>
    </message>
</context>
<context>
    <name>LoginSlot</name>
    <message>
        <source>Edit login</source>
        <translation>Anmeldung bearbeiten</translation>
    </message>
    <message>
        <source>Edit this login</source>
        <translation>Diese Anmeldung bearbeiten</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>Make a new login</source>
        <translation>Eine neue Anmeldung anlegen</translation>
    </message>
    <message>
        <source>New login</source>
        <translation>Neue Anmeldung</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>The login, one of QGIS's authentication configurations that suit the store</source>
        <translation>Die Anmeldung, eine der Authentifizierungskonfigurationen von QGIS, die zum Speicher passen</translation>
    </message>
    <message>
        <source>Try this login, and see what happens</source>
        <translation>Diese Anmeldung versuchen, und sehen, was geschieht</translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>&amp;Folder for that</source>
        <translation>Ordner da&amp;für</translation>
    </message>
    <message>
        <source>&amp;Images decoded at the same time</source>
        <translation>&amp;Bilder, die zugleich dekodiert werden</translation>
    </message>
    <message>
        <source>&amp;Log level</source>
        <translation>St&amp;ufe des Protokolls</translation>
    </message>
    <message>
        <source>&amp;Memory of the engine</source>
        <translation>Spei&amp;cher der Engine</translation>
    </message>
    <message>
        <source>&amp;Python</source>
        <translation>P&amp;ython</translation>
    </message>
    <message>
        <source>&amp;Remove Engine…</source>
        <translation>Engine &amp;entfernen…</translation>
    </message>
    <message>
        <source>&amp;Trusted places</source>
        <translation>&amp;Vertraute Orte</translation>
    </message>
    <message>
        <source>A document from elsewhere may name images on the web and in stores, never files of this computer. Documents of the hosts and buckets listed here may name anything: list only those whose owner you would let read your files.</source>
        <translation>Ein Dokument von anderswo darf Bilder im Web und in Speichern nennen, nie Dateien dieses Rechners. Dokumente der hier aufgeführten Hosts und Buckets dürfen alles nennen: Hier gehören nur solche hin, deren Besitzer Ihre Dateien lesen dürfte.</translation>
    </message>
    <message>
        <source>A drawing of which nothing has arrived for this time is given up; counts for layers that are opened from now on</source>
        <translation>Eine Zeichnung, von der so lange nichts angekommen ist, wird aufgegeben; gilt für Layer, die von jetzt an geöffnet werden</translation>
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
        <source>Afterwards colours are stretched over the range of the data type; counts for layers that are opened from now on</source>
        <translation>Danach werden die Farben über den Wertebereich des Datentyps gestreckt; gilt für Layer, die von jetzt an geöffnet werden</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Automatic: 10 seconds</source>
        <translation>Automatisch: 10 Sekunden</translation>
    </message>
    <message>
        <source>Automatic: 2 for images, 3 for everything else; 0: ask once</source>
        <translation>Automatisch: 2 bei Bildern, 3 bei allem anderen; 0: einmal fragen</translation>
    </message>
    <message>
        <source>Automatic: 20 seconds for images, 30 for documents and searches, 60 for stores; a slow server may need more</source>
        <translation>Automatisch: 20 Sekunden bei Bildern, 30 bei Dokumenten und Suchen, 60 bei Speichern; ein langsamer Server braucht vielleicht mehr</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Changes count without a restart of QGIS: the engine starts anew when it is next needed.</source>
        <translation>Änderungen gelten ohne Neustart von QGIS: Die Engine startet neu, sobald sie wieder gebraucht wird.</translation>
    </message>
    <message>
        <source>Clear Cac&amp;he</source>
        <translation>Cac&amp;he leeren</translation>
    </message>
    <message>
        <source>Copy Di&amp;agnostics</source>
        <translation>Diagnose &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy versions, state, settings and the last errors, without secrets, to paste them into a report</source>
        <translation>Versionen, Zustand, Einstellungen und die letzten Fehler ohne Geheimnisse kopieren, um sie in einen Bericht einzufügen</translation>
    </message>
    <message>
        <source>Delete the packages that the plugin has set up; mosaics cannot be read afterwards until it is set up again</source>
        <translation>Die Pakete löschen, die die Erweiterung eingerichtet hat; danach können Mosaike nicht gelesen werden, bis die Engine wieder eingerichtet ist</translation>
    </message>
    <message>
        <source>Delete what the engine keeps on disk; only its own files, whatever else is in the folder</source>
        <translation>Löschen, was die Engine auf der Platte aufbewahrt; nur ihre eigenen Dateien, was immer sonst in dem Ordner ist</translation>
    </message>
    <message>
        <source>Dis&amp;k space for the next session</source>
        <translation>Platz auf &amp;der Platte für die nächste Sitzung</translation>
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
        <source>Folder of &amp;wheels</source>
        <translation>&amp;Ordner mit Wheels</translation>
    </message>
    <message>
        <source>For images on the web and in stores; fewer are kinder to a slow line or a small server</source>
        <translation>Für Bilder im Web und in Speichern; weniger schonen eine langsame Leitung oder einen kleinen Server</translation>
    </message>
    <message>
        <source>For the identify tool and for sampling; counts for layers that are opened from now on</source>
        <translation>Für das Abfragewerkzeug und für Stichproben; gilt für Layer, die von jetzt an geöffnet werden</translation>
    </message>
    <message>
        <source>For what the engine keeps and works on</source>
        <translation>Für das, was die Engine aufbewahrt und bearbeitet</translation>
    </message>
    <message>
        <source>Give up rea&amp;ding after silence of</source>
        <translation>Lesen &amp;aufgeben nach Stille von</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>In QGIS, for all layers together; counts when the next layer is opened</source>
        <translation>In QGIS, für alle Layer zusammen; gilt, sobald der nächste Layer geöffnet wird</translation>
    </message>
    <message>
        <source>Lo&amp;gin</source>
        <translation>An&amp;meldung</translation>
    </message>
    <message>
        <source>Log and Diagnostics</source>
        <translation>Protokoll und Diagnose</translation>
    </message>
    <message>
        <source>Logins</source>
        <translation>Anmeldungen</translation>
    </message>
    <message>
        <source>Longest wait for &amp;statistics</source>
        <translation>&amp;Längstes Warten auf Statistik</translation>
    </message>
    <message>
        <source>Longest wait for a &amp;connection</source>
        <translation>Längs&amp;tes Warten auf eine Verbindung</translation>
    </message>
    <message>
        <source>Longest wait for a mosaic to &amp;open</source>
        <translation>Längstes Warten auf das &amp;Öffnen eines Mosaiks</translation>
    </message>
    <message>
        <source>Longest wait for the &amp;values of a point</source>
        <translation>Lä&amp;ngstes Warten auf Werte eines Punkts</translation>
    </message>
    <message>
        <source>Longest wait for the next &amp;byte</source>
        <translation>Längstes &amp;Warten auf das nächste Byte</translation>
    </message>
    <message>
        <source>Memory for pixels read latel&amp;y</source>
        <translation>&amp;Speicher für jüngst gelesene Pixel</translation>
    </message>
    <message>
        <source>More use more processors and more memory</source>
        <translation>Mehr brauchen mehr Prozessoren und mehr Speicher</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Nothing is kept</source>
        <translation>Nichts wird aufbewahrt</translation>
    </message>
    <message>
        <source>One in a line; a host counts for https only, unless http:// is written before it</source>
        <translation>Einer je Zeile; ein Host zählt nur für https, wenn nicht http:// davor steht</translation>
    </message>
    <message>
        <source>Package inde&amp;x</source>
        <translation>Paketinde&amp;x</translation>
    </message>
    <message>
        <source>Packages of your ow&amp;n</source>
        <translation>Eigene &amp;Pakete</translation>
    </message>
    <message>
        <source>R&amp;epetitions after a passing trouble</source>
        <translation>W&amp;iederholungen nach einer vorübergehenden Störung</translation>
    </message>
    <message>
        <source>Re&amp;quests at the same time</source>
        <translation>Anfra&amp;gen zur selben Zeit</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Set &amp;up without asking in qgis_process and QGIS Server</source>
        <translation>Ohne &amp;Rückfrage einrichten in qgis_process und QGIS Server</translation>
    </message>
    <message>
        <source>The Python that runs the engine; empty: QGIS's own</source>
        <translation>Das Python, mit dem die Engine läuft; leer: das von QGIS</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <source>Used now</source>
        <translation>Jetzt benutzt</translation>
    </message>
    <message>
        <source>What the engine keeps of mosaics seen before, so that they are drawn sooner</source>
        <translation>Was die Engine von schon gesehenen Mosaiken aufbewahrt, damit sie schneller gezeichnet werden</translation>
    </message>
    <message>
        <source>What the tab MosaicJSON of the log shows</source>
        <translation>Was der Reiter MosaicJSON des Protokolls zeigt</translation>
    </message>
    <message>
        <source>What these settings mean</source>
        <translation>Was diese Einstellungen bedeuten</translation>
    </message>
    <message>
        <source>Where no window is shown nobody can be asked; the engine is then installed when a mosaic is opened first</source>
        <translation>Wo kein Fenster gezeigt wird, kann niemand gefragt werden; die Engine wird dann eingerichtet, wenn zum ersten Mal ein Mosaik geöffnet wird</translation>
    </message>
    <message>
        <source>Where the engine's packages are installed from on a machine without internet; empty: from a package index</source>
        <translation>Woraus die Pakete der Engine auf einem Rechner ohne Internet installiert werden; leer: aus einem Paketindex</translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Facts about the mosaic</source>
        <translation>Angaben zum Mosaik</translation>
    </message>
    <message>
        <source>Opening the mosaic</source>
        <translation>Das Mosaik wird geöffnet</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Stop opening the mosaic for the preview</source>
        <translation>Das Mosaik nicht weiter für die Vorschau öffnen</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>&amp;Attribution</source>
        <translation>&amp;Quellenangabe</translation>
    </message>
    <message>
        <source>&amp;Description</source>
        <translation>&amp;Beschreibung</translation>
    </message>
    <message>
        <source>&amp;File or URL</source>
        <translation>&amp;Datei oder URL</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translation>&amp;Anmeldung</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>A file, or the address of a store that can be written: s3://…, gs://…, az://…, dynamodb://…, sqlite:///…</source>
        <translation>Eine Datei, oder die Adresse eines beschreibbaren Speichers: s3://…, gs://…, az://…, dynamodb://…, sqlite:///…</translation>
    </message>
    <message>
        <source>About the Mosaic</source>
        <translation>Über das Mosaik</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Save as MosaicJSON</source>
        <translation>Als MosaicJSON speichern</translation>
    </message>
    <message>
        <source>The images are named as they were found now. The document stays as it is; images that come later are not in it.</source>
        <translation>Die Bilder werden so genannt, wie sie jetzt gefunden wurden. Das Dokument bleibt, wie es ist; später hinzukommende Bilder sind nicht darin.</translation>
    </message>
    <message>
        <source>What the mosaic is called; left empty, it has no name of its own</source>
        <translation>Wie das Mosaik heißt; leer: Es hat keinen eigenen Namen</translation>
    </message>
    <message>
        <source>What the mosaic shows, in a sentence</source>
        <translation>Was das Mosaik zeigt, in einem Satz</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Whom to name beside a map</source>
        <translation>Wer neben einer Karte zu nennen ist</translation>
    </message>
</context>
<context>
    <name>SourceOptions</name>
    <message>
        <source>&amp;Bands</source>
        <translation>K&amp;anäle</translation>
    </message>
    <message>
        <source>&amp;Overlaps</source>
        <translation>Über&amp;lappungen</translation>
    </message>
    <message>
        <source>&amp;Resampling</source>
        <translation>&amp;Umrechnung der Auflösung</translation>
    </message>
    <message>
        <source>&amp;Zooms from</source>
        <translation>Zoomstufen &amp;von</translation>
    </message>
    <message>
        <source>A number or nan that replaces the images' own nodata value; empty: their own</source>
        <translation>Eine Zahl oder nan anstelle des Nodata-Werts der Bilder; leer: deren eigener</translation>
    </message>
    <message>
        <source>A&amp;ccess</source>
        <translation>Zu&amp;gang</translation>
    </message>
    <message>
        <source>All bands of the images, some of them, or bands that are worked out of them</source>
        <translation>Alle Kanäle der Bilder, einige davon, oder Kanäle, die daraus berechnet werden</translation>
    </message>
    <message>
        <source>Apply &amp;scale and offset of each image</source>
        <translation>&amp;Skalierung und Versatz jedes Bilds anwenden</translation>
    </message>
    <message>
        <source>Apply each image's own scale and offset; values become 32-bit floats</source>
        <translation>Die eigene Skalierung und den eigenen Versatz jedes Bilds anwenden; die Werte werden 32-Bit-Gleitkommazahlen</translation>
    </message>
    <message>
        <source>B&amp;uild…</source>
        <translation>&amp;Zusammenstellen…</translation>
    </message>
    <message>
        <source>Bands or expression</source>
        <translation>Kanäle oder Ausdruck</translation>
    </message>
    <message>
        <source>Choose bands or put an expression together, from what the images have</source>
        <translation>Kanäle wählen oder einen Ausdruck zusammenstellen, aus dem, was die Bilder haben</translation>
    </message>
    <message>
        <source>Data &amp;type</source>
        <translation>Dat&amp;entyp</translation>
    </message>
    <message>
        <source>Grid of tiles, and so the coordinate reference system, of the layer; give a maximum zoom with it</source>
        <translation>Kachelraster und damit Koordinatenbezugssystem des Layers; bitte zugleich eine größte Zoomstufe angeben</translation>
    </message>
    <message>
        <source>How images are resampled where QGIS asks for nearest neighbour</source>
        <translation>Wie die Auflösung der Bilder umgerechnet wird, wo QGIS nach dem nächsten Nachbarn fragt</translation>
    </message>
    <message>
        <source>Images of one band are shown in grey among images of three, instead of being left out</source>
        <translation>Bilder mit einem Kanal werden unter Bildern mit dreien in Grau gezeigt, statt ausgelassen zu werden</translation>
    </message>
    <message>
        <source>Keys of the assets that become the layer's bands, separated by commas</source>
        <translation>Schlüssel der Assets, die zu Kanälen des Layers werden, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Largest zoom</source>
        <translation>Größte Zoomstufe</translation>
    </message>
    <message>
        <source>Largest zoom of the layer, its native resolution</source>
        <translation>Größte Zoomstufe des Layers, seine eigene Auflösung</translation>
    </message>
    <message>
        <source>Login, &amp;document</source>
        <translation>Anmeldung, &amp;Dokument</translation>
    </message>
    <message>
        <source>Login, &amp;images</source>
        <translation>A&amp;nmeldung, Bilder</translation>
    </message>
    <message>
        <source>No data &amp;value</source>
        <translation>Nodata-&amp;Wert</translation>
    </message>
    <message>
        <source>STAC &amp;assets</source>
        <translation>S&amp;TAC-Assets</translation>
    </message>
    <message>
        <source>Show &amp;grey images among coloured ones</source>
        <translation>Graue &amp;Bilder unter farbigen zeigen</translation>
    </message>
    <message>
        <source>Smallest zoom of the layer</source>
        <translation>Kleinste Zoomstufe des Layers</translation>
    </message>
    <message>
        <source>Tile &amp;matrix set</source>
        <translation>&amp;Kachelmatrixsatz</translation>
    </message>
    <message>
        <source>Type of the layer's values; by itself the narrowest that holds the first images</source>
        <translation>Typ der Werte des Layers; von sich aus der engste, der die ersten Bilder fasst</translation>
    </message>
    <message>
        <source>What is shown where images lie on each other</source>
        <translation>Was gezeigt wird, wo Bilder aufeinander liegen</translation>
    </message>
    <message>
        <source>Whether images in stores are read with a signature</source>
        <translation>Ob Bilder in Speichern mit einer Signatur gelesen werden</translation>
    </message>
    <message>
        <source>as the images say</source>
        <translation>wie die Bilder sagen</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
</context>
<context>
    <name>SourcePage</name>
    <message>
        <source>&amp;Document</source>
        <translation>Do&amp;kument</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>&amp;Bearbeiten…</translation>
    </message>
    <message>
        <source>&amp;File or URL</source>
        <translation>Datei &amp;oder URL</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>&amp;STAC Search</source>
        <translation>&amp;STAC-Suche</translation>
    </message>
    <message>
        <source>A .json, .json.gz or .mosaicjson file, or the URL of a mosaic, optionally followed by |key=value options</source>
        <translation>Eine .json-, .json.gz- oder .mosaicjson-Datei oder die URL eines Mosaiks, auf Wunsch gefolgt von Optionen der Form |schlüssel=wert</translation>
    </message>
    <message>
        <source>A click shows the mosaic, a double click adds it</source>
        <translation>Ein Klick zeigt das Mosaik, ein Doppelklick fügt es hinzu</translation>
    </message>
    <message>
        <source>Change the connection; what was changed on this page since it was clicked is taken over</source>
        <translation>Die Verbindung ändern; was auf dieser Seite seit dem Klick geändert wurde, wird übernommen</translation>
    </message>
    <message>
        <source>Choose a mosaic file</source>
        <translation>Eine Mosaikdatei wählen</translation>
    </message>
    <message>
        <source>Forget the connection; layers stay as they are</source>
        <translation>Die Verbindung vergessen; Layer bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>Layer &amp;name</source>
        <translation>Name &amp;des Layers</translation>
    </message>
    <message>
        <source>Leave the layer as it is; what is on this page can be added as another layer</source>
        <translation>Den Layer lassen, wie er ist; was auf dieser Seite steht, kann als weiterer Layer hinzugefügt werden</translation>
    </message>
    <message>
        <source>Mosaics that were added lately</source>
        <translation>Mosaike, die zuletzt hinzugefügt wurden</translation>
    </message>
    <message>
        <source>Ne&amp;w…</source>
        <translation>&amp;Neu…</translation>
    </message>
    <message>
        <source>Save what is on this page under a name</source>
        <translation>Was auf dieser Seite steht, unter einem Namen speichern</translation>
    </message>
    <message>
        <source>Saved Connections</source>
        <translation>Gespeicherte Verbindungen</translation>
    </message>
    <message>
        <source>Saved connections</source>
        <translation>Gespeicherte Verbindungen</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Stop &amp;Changing</source>
        <translation>Ände&amp;rung beenden</translation>
    </message>
    <message>
        <source>The layer's name; left empty, it is taken from the mosaic</source>
        <translation>Der Name des Layers; bleibt er leer, wird er vom Mosaik übernommen</translation>
    </message>
</context>
<context>
    <name>StacAssetChooser</name>
    <message>
        <source>&amp;Bands</source>
        <translation>&amp;Kanäle</translation>
    </message>
    <message>
        <source>Add one of the assets that the images have</source>
        <translation>Eines der Assets hinzufügen, die die Bilder haben</translation>
    </message>
    <message>
        <source>Asse&amp;ts</source>
        <translation>Asse&amp;ts</translation>
    </message>
    <message>
        <source>Ex&amp;pression</source>
        <translation>A&amp;usdruck</translation>
    </message>
    <message>
        <source>Keys of assets with commas between them, such as B04,B03,B02: the layer's bands. Or an expression, such as (B08-B04)/(B08+B04)</source>
        <translation>Schlüssel von Assets mit Kommas dazwischen, etwa B04,B03,B02: die Kanäle des Layers. Oder ein Ausdruck, etwa (B08-B04)/(B08+B04)</translation>
    </message>
    <message>
        <source>Sho&amp;w</source>
        <translation>&amp;Zeigen</translation>
    </message>
    <message>
        <source>The bands are worked out by an expression; without this, they are the assets themselves</source>
        <translation>Die Kanäle werden mit einem Ausdruck berechnet; ohne dies sind es die Assets selbst</translation>
    </message>
    <message>
        <source>The pictures and indices that the found images can make</source>
        <translation>Die Bilder und Indizes, die sich aus den gefundenen Bildern ergeben</translation>
    </message>
</context>
<context>
    <name>StacCollections</name>
    <message>
        <source>Choose one or several collections; none: all</source>
        <translation>Eine oder mehrere Sammlungen wählen; keine: alle</translation>
    </message>
    <message>
        <source>Search the collections…</source>
        <translation>Die Sammlungen durchsuchen…</translation>
    </message>
    <message>
        <source>Show only collections whose title, id, description or keywords have all of these words</source>
        <translation>Nur Sammlungen zeigen, deren Titel, Id, Beschreibung oder Stichwörter alle diese Wörter haben</translation>
    </message>
</context>
<context>
    <name>StacConnections</name>
    <message>
        <source>&amp;Catalog</source>
        <translation>&amp;Katalog</translation>
    </message>
    <message>
        <source>&amp;Images</source>
        <translation>&amp;Bilder</translation>
    </message>
    <message>
        <source>A catalog of the list, one of QGIS's STAC connections, or the address of a STAC API or of a file of STAC items</source>
        <translation>Ein Katalog aus der Liste, eine der STAC-Verbindungen von QGIS, oder die Adresse einer STAC-API oder einer Datei mit STAC-Items</translation>
    </message>
    <message>
        <source>Ask the catalog for its collections</source>
        <translation>Den Katalog nach seinen Sammlungen fragen</translation>
    </message>
    <message>
        <source>Con&amp;nect</source>
        <translation>Verbi&amp;nden</translation>
    </message>
    <message>
        <source>Lo&amp;gin</source>
        <translation>An&amp;meldung</translation>
    </message>
    <message>
        <source>Who asks the catalog</source>
        <translation>Wer den Katalog fragt</translation>
    </message>
    <message>
        <source>Who reads the images, where that is somebody else</source>
        <translation>Wer die Bilder liest, wenn das jemand anderes ist</translation>
    </message>
</context>
<context>
    <name>StacFilters</name>
    <message>
        <source>&amp;Dates</source>
        <translation>&amp;Zeitraum</translation>
    </message>
    <message>
        <source>&amp;Extent</source>
        <translation>A&amp;usdehnung</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>&amp;Von</translation>
    </message>
    <message>
        <source>&amp;Limit</source>
        <translation>&amp;Höchstzahl</translation>
    </message>
    <message>
        <source>&amp;to</source>
        <translation>b&amp;is</translation>
    </message>
    <message>
        <source>At most so many images</source>
        <translation>Höchstens so viele Bilder</translation>
    </message>
    <message>
        <source>Clo&amp;ud cover</source>
        <translation>&amp;Bewölkung</translation>
    </message>
    <message>
        <source>First day; empty: from the beginning</source>
        <translation>Erster Tag; leer: von Anfang an</translation>
    </message>
    <message>
        <source>Further Conditions</source>
        <translation>Weitere Bedingungen</translation>
    </message>
    <message>
        <source>Last day, included; empty: until now, so that a later refresh finds what is new</source>
        <translation>Letzter Tag, eingeschlossen; leer: bis jetzt, sodass ein späteres Aktualisieren Neues findet</translation>
    </message>
    <message>
        <source>On to&amp;p</source>
        <translation>Oben&amp;auf</translation>
    </message>
    <message>
        <source>The most clouds that an image may have, in percent; on the right they do not matter</source>
        <translation>Die meisten Wolken, die ein Bild haben darf, in Prozent; ganz rechts sind sie gleichgültig</translation>
    </message>
    <message>
        <source>The order in which images are found, which is the order in which they lie on each other</source>
        <translation>Die Reihenfolge, in der Bilder gefunden werden; in ihr liegen sie auch aufeinander</translation>
    </message>
    <message>
        <source>Usual ranges of days</source>
        <translation>Übliche Zeiträume</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
</context>
<context>
    <name>StacJson</name>
    <message>
        <source>The &amp;search as JSON; what you change here changes the fields, and the other way round.</source>
        <translation>Die &amp;Suche als JSON; was hier geändert wird, ändert die Felder, und umgekehrt.</translation>
    </message>
    <message>
        <source>The body of an item search: collections, bbox, intersects, ids, datetime, query, filter, sortby …</source>
        <translation>Der Inhalt einer Item-Suche: collections, bbox, intersects, ids, datetime, query, filter, sortby …</translation>
    </message>
</context>
<context>
    <name>StacResultsView</name>
    <message>
        <source>&amp;Add as Mosaic</source>
        <translation>&amp;Mosaik hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Raise to Top</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>&amp;Zoom to Selection</source>
        <translation>Auf Auswahl &amp;zoomen</translation>
    </message>
    <message>
        <source>Add &amp;Footprints</source>
        <translation>Umrisse &amp;hinzufügen</translation>
    </message>
    <message>
        <source>Add one layer that shows what the search finds, and that can be refreshed later</source>
        <translation>Einen Layer hinzufügen, der zeigt, was die Suche findet, und sich später aktualisieren lässt</translation>
    </message>
    <message>
        <source>Add one vector layer with the outlines and all properties of the found images</source>
        <translation>Einen Vektorlayer mit den Umrissen und allen Eigenschaften der gefundenen Bilder hinzufügen</translation>
    </message>
    <message>
        <source>Click on the map to select the images there</source>
        <translation>Auf die Karte klicken, um die Bilder dort auszuwählen</translation>
    </message>
    <message>
        <source>Cop&amp;y as URI</source>
        <translation>&amp;URI kopieren</translation>
    </message>
    <message>
        <source>Copy the address of the layer, for a script or a colleague</source>
        <translation>Die Adresse des Layers kopieren, für ein Skript oder eine Kollegin</translation>
    </message>
    <message>
        <source>E&amp;xclude</source>
        <translation>&amp;Auslassen</translation>
    </message>
    <message>
        <source>Leave the selected images out of the layer, or take them in again</source>
        <translation>Die ausgewählten Bilder aus dem Layer auslassen, oder sie wieder aufnehmen</translation>
    </message>
    <message>
        <source>Put the selected images on top of all others</source>
        <translation>Die ausgewählten Bilder auf alle anderen legen</translation>
    </message>
    <message>
        <source>Reset &amp;Order</source>
        <translation>Zu&amp;rücksetzen</translation>
    </message>
    <message>
        <source>Sa&amp;ve as MosaicJSON…</source>
        <translation>Als MosaicJSON s&amp;peichern…</translation>
    </message>
    <message>
        <source>Select on &amp;Map</source>
        <translation>In der &amp;Karte wählen</translation>
    </message>
    <message>
        <source>Show the place of the selected images on the map</source>
        <translation>Den Ort der ausgewählten Bilder auf der Karte zeigen</translation>
    </message>
    <message>
        <source>Take all images in again, in the order of the search</source>
        <translation>Alle Bilder wieder aufnehmen, in der Reihenfolge der Suche</translation>
    </message>
    <message>
        <source>Write the found images as a document that stays as it is</source>
        <translation>Die gefundenen Bilder als Dokument schreiben, das bleibt, wie es ist</translation>
    </message>
</context>
<context>
    <name>StacSearchPanel</name>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Ask the catalog for the images that match</source>
        <translation>Den Katalog nach den passenden Bildern fragen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>Nicht mehr fragen</translation>
    </message>
</context>
<context>
    <name>mosaic_qgis</name>
    <message>
        <source>&amp;Add as Mosaic</source>
        <translation>&amp;Mosaik hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Anwenden</translation>
    </message>
    <message>
        <source>&amp;Apply to Layer</source>
        <translation>Auf den Layer &amp;anwenden</translation>
    </message>
    <message>
        <source>&amp;Copy URI</source>
        <translation>URI &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Edit Source…</source>
        <translation>Quelle &amp;bearbeiten…</translation>
    </message>
    <message>
        <source>&amp;Images Here…</source>
        <translation>&amp;Bilder hier…</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Aktualisieren</translation>
    </message>
    <message>
        <source>&amp;Save as MosaicJSON…</source>
        <translation>Als MosaicJSON &amp;speichern…</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>1 lies on top; images that are left out have no place</source>
        <translation>1 liegt obenauf; ausgelassene Bilder haben keinen Platz</translation>
    </message>
    <message>
        <source>A CRS that QGIS knows is wanted, got {crs}.</source>
        <translation>Gebraucht wird ein KBS, das QGIS kennt, erhalten: {crs}.</translation>
    </message>
    <message>
        <source>A GDAL file ends in {kinds}, not {name}.</source>
        <translation>Eine GDAL-Datei endet auf {kinds}, nicht {name}.</translation>
    </message>
    <message>
        <source>A MosaicJSON document in Amazon S3.</source>
        <translation>Ein MosaicJSON-Dokument in Amazon S3.</translation>
    </message>
    <message>
        <source>A MosaicJSON document in Azure Blob Storage.</source>
        <translation>Ein MosaicJSON-Dokument in Azure Blob Storage.</translation>
    </message>
    <message>
        <source>A MosaicJSON document in Google Cloud Storage.</source>
        <translation>Ein MosaicJSON-Dokument in Google Cloud Storage.</translation>
    </message>
    <message>
        <source>A MosaicJSON document on the web.</source>
        <translation>Ein MosaicJSON-Dokument im Web.</translation>
    </message>
    <message>
        <source>A MosaicJSON document.</source>
        <translation>Ein MosaicJSON-Dokument.</translation>
    </message>
    <message>
        <source>A MosaicJSON file.</source>
        <translation>Eine MosaicJSON-Datei.</translation>
    </message>
    <message>
        <source>A connection needs a name.</source>
        <translation>Eine Verbindung braucht einen Namen.</translation>
    </message>
    <message>
        <source>A document from elsewhere may name images on the web only. Trust the place under Settings &gt; Options &gt; MosaicJSON, or copy the document to where the images are.</source>
        <translation>Ein Dokument von anderswo darf nur Bilder im Web nennen. Vertrauen Sie dem Ort unter Einstellungen &gt; Optionen &gt; MosaicJSON, oder kopieren Sie das Dokument dorthin, wo die Bilder sind.</translation>
    </message>
    <message>
        <source>A file of STAC items.</source>
        <translation>Eine Datei mit STAC-Items.</translation>
    </message>
    <message>
        <source>A file of tiles ends in {kinds}, not {name}.</source>
        <translation>Eine Datei mit Kacheln endet auf {kinds}, nicht {name}.</translation>
    </message>
    <message>
        <source>A key is kept; choose a file to replace it</source>
        <translation>Ein Schlüssel ist gespeichert; eine Datei wählen, um ihn zu ersetzen</translation>
    </message>
    <message>
        <source>A key of this plugin that makes no sense</source>
        <translation>Ein Schlüssel dieses Plugins, der keinen Sinn ergibt</translation>
    </message>
    <message>
        <source>A key stands more than once</source>
        <translation>Ein Schlüssel steht mehr als einmal da</translation>
    </message>
    <message>
        <source>A layer, a file, or an address such as s3://… or https://…</source>
        <translation>Ein Layer, eine Datei oder eine Adresse wie s3://… oder https://…</translation>
    </message>
    <message>
        <source>A link was signed.</source>
        <translation>Ein Link wurde signiert.</translation>
    </message>
    <message>
        <source>A mosaic in a program's memory cannot be a layer. Write it to a file first.</source>
        <translation>Ein Mosaik im Speicher eines Programms kann kein Layer sein. Schreiben Sie es zuerst in eine Datei.</translation>
    </message>
    <message>
        <source>A mosaic in an Amazon DynamoDB table.</source>
        <translation>Ein Mosaik in einer Tabelle von Amazon DynamoDB.</translation>
    </message>
    <message>
        <source>A mosaic in an SQLite database.</source>
        <translation>Ein Mosaik in einer SQLite-Datenbank.</translation>
    </message>
    <message>
        <source>A number or a text; several with commas for “is one of”; % for any text in “like”</source>
        <translation>Eine Zahl oder ein Text; mehrere mit Kommas für „ist eines von“; % für beliebigen Text bei „ist wie“</translation>
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
        <source>A prefix before whole addresses</source>
        <translation>Ein Präfix vor ganzen Adressen</translation>
    </message>
    <message>
        <source>A profile of the files ~/.aws/config and ~/.aws/credentials.</source>
        <translation>Ein Profil der Dateien ~/.aws/config und ~/.aws/credentials.</translation>
    </message>
    <message>
        <source>A range is two numbers, the smaller one first, such as 0,3000; with a semicolon between those of several bands; not {text}.</source>
        <translation>Ein Bereich besteht aus zwei Zahlen, die kleinere zuerst, etwa 0,3000; mit einem Strichpunkt zwischen denen mehrerer Kanäle; nicht {text}.</translation>
    </message>
    <message>
        <source>A required key is missing</source>
        <translation>Ein notwendiger Schlüssel fehlt</translation>
    </message>
    <message>
        <source>A search or a list of STAC items on the web.</source>
        <translation>Eine Suche oder eine Liste von STAC-Items im Web.</translation>
    </message>
    <message>
        <source>A tile matrix set of the old standard</source>
        <translation>Ein Kachelmatrixsatz nach dem alten Standard</translation>
    </message>
    <message>
        <source>A value of the wrong type</source>
        <translation>Ein Wert von falscher Art</translation>
    </message>
    <message>
        <source>A web page came instead of a mosaic. It may want a login; else check the address.</source>
        <translation>Statt eines Mosaiks kam eine Webseite. Vielleicht will sie eine Anmeldung; sonst bitte die Adresse prüfen.</translation>
    </message>
    <message>
        <source>A wrong center</source>
        <translation>Ein falscher Mittelpunkt</translation>
    </message>
    <message>
        <source>A wrong colormap</source>
        <translation>Eine falsche Farbtabelle</translation>
    </message>
    <message>
        <source>A wrong tile matrix set</source>
        <translation>Ein falscher Kachelmatrixsatz</translation>
    </message>
    <message>
        <source>A zoom that does not exist</source>
        <translation>Eine Zoomstufe, die es nicht gibt</translation>
    </message>
    <message>
        <source>Access key</source>
        <translation>Zugriffsschlüssel</translation>
    </message>
    <message>
        <source>Access key ID</source>
        <translation>Zugriffsschlüssel-ID</translation>
    </message>
    <message>
        <source>Access to {subject} was refused. Choose an authentication configuration with valid credentials.</source>
        <translation>Der Zugriff auf {subject} wurde verweigert. Bitte eine Authentifizierungskonfiguration mit gültigen Zugangsdaten wählen.</translation>
    </message>
    <message>
        <source>Account key</source>
        <translation>Kontoschlüssel</translation>
    </message>
    <message>
        <source>Add All</source>
        <translation>Alle hinzufügen</translation>
    </message>
    <message>
        <source>Add Condition</source>
        <translation>Bedingung hinzufügen</translation>
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
        <source>Add as MosaicJSON Layer</source>
        <translation>Als MosaicJSON-Layer hinzufügen</translation>
    </message>
    <message>
        <source>Add as Vector Layer</source>
        <translation>Als Vektorlayer hinzufügen</translation>
    </message>
    <message>
        <source>Add images to mosaic</source>
        <translation>Bilder zum Mosaik hinzufügen</translation>
    </message>
    <message>
        <source>Add {count} mosaics, each as a layer of its own?</source>
        <translation>{count} Mosaike hinzufügen, jedes als eigenen Layer?</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address of the STAC API, collection or list of items</source>
        <translation>Adresse der STAC-API, der Sammlung oder der Liste von Items</translation>
    </message>
    <message>
        <source>Address of the mosaic</source>
        <translation>Adresse des Mosaiks</translation>
    </message>
    <message>
        <source>Address that the document shall name (empty: the file’s path)</source>
        <translation>Adresse, die das Dokument nennen soll (leer: der Pfad der Datei)</translation>
    </message>
    <message>
        <source>Addresses of images are signed when they are read. That works without a login; a subscription key raises the limits.</source>
        <translation>Adressen von Bildern werden beim Lesen signiert. Das geht ohne Anmeldung; ein Abonnementschlüssel hebt die Grenzen an.</translation>
    </message>
    <message>
        <source>Addresses of images, one in each line</source>
        <translation>Adressen von Bildern, eine je Zeile</translation>
    </message>
    <message>
        <source>Addresses of mosaics, one in each line</source>
        <translation>Adressen von Mosaiken, eine je Zeile</translation>
    </message>
    <message>
        <source>Addresses with logins or signatures</source>
        <translation>Adressen mit Anmeldungen oder Signaturen</translation>
    </message>
    <message>
        <source>Adds images to a mosaic where it is stored: in a file, s3://, gs://, az://, dynamodb:// or sqlite://. The images are files, all images of a folder, those that a list names, or those that the features of a layer have the footprints of. Zooms, tile matrix set and prefix of the mosaic stay as they are.

New images lie above the others, or below them. An image that is in the mosaic already moves there, it is not listed twice.

What somebody else adds at the same time is kept. When the work fails or is cancelled, the mosaic is as it was. Images that cannot be used are left out and told. An overview image of the mosaic goes on showing it as it was.</source>
        <translation>Fügt einem Mosaik dort Bilder hinzu, wo es gespeichert ist: in einer Datei, s3://, gs://, az://, dynamodb:// oder sqlite://. Die Bilder sind Dateien, alle Bilder eines Ordners, solche, die eine Liste nennt, oder solche, deren Umrisse die Objekte eines Layers haben. Zoomstufen, Kachelmatrixsatz und Präfix des Mosaiks bleiben, wie sie sind.

Neue Bilder liegen über den anderen oder unter ihnen. Ein Bild, das schon im Mosaik ist, zieht dorthin um, es wird nicht zweimal aufgezählt.

Was jemand anders zur selben Zeit hinzufügt, bleibt erhalten. Scheitert die Arbeit oder wird sie abgebrochen, ist das Mosaik, wie es war. Bilder, die nicht zu brauchen sind, werden ausgelassen und genannt. Ein Übersichtsbild des Mosaiks zeigt es weiter so, wie es war.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>All bands but the last, of the image whose last band is highest, such as a quality score.</source>
        <translation>Alle Kanäle außer dem letzten, vom Bild mit dem höchsten letzten Kanal, etwa einem Gütewert.</translation>
    </message>
    <message>
        <source>All bands but the last, of the image whose last band is lowest, such as a cloud mask.</source>
        <translation>Alle Kanäle außer dem letzten, vom Bild mit dem niedrigsten letzten Kanal, etwa einer Wolkenmaske.</translation>
    </message>
    <message>
        <source>All facts as text</source>
        <translation>Alle Angaben als Text</translation>
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
        <source>Amazon S3 and DynamoDB, and stores like them</source>
        <translation>Amazon S3 und DynamoDB, und Speicher wie diese</translation>
    </message>
    <message>
        <source>Amazon charges your account for each request and for what is transferred, in buckets whose owner does not pay</source>
        <translation>Amazon berechnet Ihrem Konto jede Anfrage und was übertragen wird, in Buckets, deren Besitzer nicht zahlt</translation>
    </message>
    <message>
        <source>Amazon's default chain: environment, profile “default”, role of the machine.</source>
        <translation>Amazons übliche Reihenfolge: Umgebung, Profil „default“, Rolle des Rechners.</translation>
    </message>
    <message>
        <source>An endpoint starts with https:// or http://, not “{value}”.</source>
        <translation>Ein Endpunkt beginnt mit https:// oder http://, nicht „{value}“.</translation>
    </message>
    <message>
        <source>An extent has an area that a web map can show, got {extent}.</source>
        <translation>Eine Ausdehnung hat eine Fläche, die eine Webkarte zeigen kann; erhalten: {extent}.</translation>
    </message>
    <message>
        <source>An image of {subject} cannot be read.</source>
        <translation>Ein Bild von {subject} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>An image was read; it has {width} × {height} pixels.</source>
        <translation>Ein Bild wurde gelesen; es hat {width} × {height} Pixel.</translation>
    </message>
    <message>
        <source>An unknown data type</source>
        <translation>Ein unbekannter Datentyp</translation>
    </message>
    <message>
        <source>An unknown version of the specification</source>
        <translation>Eine unbekannte Version der Spezifikation</translation>
    </message>
    <message>
        <source>And {count} more; the table of the check lists them.</source>
        <translation>Und {count} weitere; die Tabelle der Prüfung zählt sie auf.</translation>
    </message>
    <message>
        <source>Anonymous, for public data</source>
        <translation>Anonym, für öffentliche Daten</translation>
    </message>
    <message>
        <source>Another configuration of QGIS (OAuth2…)</source>
        <translation>Eine andere Konfiguration von QGIS (OAuth2…)</translation>
    </message>
    <message>
        <source>Another property that images must have; all conditions must hold</source>
        <translation>Eine weitere Eigenschaft, die Bilder haben müssen; alle Bedingungen müssen gelten</translation>
    </message>
    <message>
        <source>Any time, or the days below</source>
        <translation>Beliebige Zeit, oder die Tage unten</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>As for the document</source>
        <translation>Wie für das Dokument</translation>
    </message>
    <message>
        <source>As the catalog likes</source>
        <translation>Wie der Katalog will</translation>
    </message>
    <message>
        <source>As the document says</source>
        <translation>Wie das Dokument sagt</translation>
    </message>
    <message>
        <source>As the machine and the login say</source>
        <translation>Wie Rechner und Anmeldung es sagen</translation>
    </message>
    <message>
        <source>As this computer is set up</source>
        <translation>Wie dieser Rechner eingerichtet ist</translation>
    </message>
    <message>
        <source>Ask Again About Dropped Images</source>
        <translation>Bei abgelegten Bildern wieder fragen</translation>
    </message>
    <message>
        <source>Asking for the images…</source>
        <translation>Nach den Bildern wird gefragt…</translation>
    </message>
    <message>
        <source>Asking the catalog for its collections…</source>
        <translation>Der Katalog wird nach seinen Sammlungen gefragt…</translation>
    </message>
    <message>
        <source>Asking what could not be read</source>
        <translation>Es wird gefragt, was nicht gelesen werden konnte</translation>
    </message>
    <message>
        <source>Asking {subject} for its collections</source>
        <translation>{subject} wird nach Sammlungen gefragt</translation>
    </message>
    <message>
        <source>Asking {subject} for properties to search by</source>
        <translation>{subject} wird nach Eigenschaften für die Suche gefragt</translation>
    </message>
    <message>
        <source>Assets are called like their files, so each item has keys of its own. Conditions on properties are applied after the search. Several years lie over each other.</source>
        <translation>Assets heißen wie ihre Dateien, jedes Item hat also eigene Schlüssel. Bedingungen an Eigenschaften werden nach der Suche angewandt. Mehrere Jahre liegen übereinander.</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>Namensnennung</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Automatic (nearest neighbour)</source>
        <translation>Automatisch (nächster Nachbar)</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Durchschnitt</translation>
    </message>
    <message>
        <source>Azure Blob Storage</source>
        <translation>Azure Blob Storage</translation>
    </message>
    <message>
        <source>Azure's default chain: environment, managed identity, “az login”.</source>
        <translation>Azures übliche Reihenfolge: Umgebung, verwaltete Identität, „az login“.</translation>
    </message>
    <message>
        <source>Background (empty: transparent)</source>
        <translation>Hintergrund (leer: durchsichtig)</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Band expression, such as (b4-b3)/(b4+b3)</source>
        <translation>Ausdruck für Kanäle, etwa (b4-b3)/(b4+b3)</translation>
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
        <source>Bands</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Bands are numbers from 1 on, such as 4,3,2, not {text}.</source>
        <translation>Kanäle sind Zahlen ab 1, etwa 4,3,2, nicht {text}.</translation>
    </message>
    <message>
        <source>Bands are whole numbers with commas between them, such as 4,3,2, not {text}.</source>
        <translation>Kanäle sind ganze Zahlen mit Kommas dazwischen, etwa 4,3,2, nicht {text}.</translation>
    </message>
    <message>
        <source>Bands of your own</source>
        <translation>Eigene Kanäle</translation>
    </message>
    <message>
        <source>Bands, one or three, such as 4,3,2</source>
        <translation>Kanäle, einer oder drei, etwa 4,3,2</translation>
    </message>
    <message>
        <source>Bands, such as 4,3,2 (empty: all)</source>
        <translation>Kanäle, etwa 4,3,2 (leer: alle)</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer-Token</translation>
    </message>
    <message>
        <source>Being counted…</source>
        <translation>Wird gezählt…</translation>
    </message>
    <message>
        <source>Bilinear</source>
        <translation>Bilinear</translation>
    </message>
    <message>
        <source>Bounds</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Bounds (west, south, east, north)</source>
        <translation>Grenzen (Westen, Süden, Osten, Norden)</translation>
    </message>
    <message>
        <source>Bounds across the antimeridian</source>
        <translation>Grenzen über den Antimeridian hinweg</translation>
    </message>
    <message>
        <source>Bounds far larger than the tiles</source>
        <translation>Grenzen weit größer als die Kacheln</translation>
    </message>
    <message>
        <source>Burn ratio (NBR)</source>
        <translation>Brandindex (NBR)</translation>
    </message>
    <message>
        <source>CRS (empty: that of the images, or of the mosaic)</source>
        <translation>KBS (leer: das der Bilder, oder das des Mosaiks)</translation>
    </message>
    <message>
        <source>CRS (empty: the mosaic’s)</source>
        <translation>KBS (leer: das des Mosaiks)</translation>
    </message>
    <message>
        <source>CRS of the tiles</source>
        <translation>KBS der Kacheln</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>Cancelled; click on the map to ask again.</source>
        <translation>Abgebrochen; ein Klick auf die Karte fragt noch einmal.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was kept of the output.</source>
        <translation>Abgebrochen; von der Ausgabe wurde nichts behalten.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was set up.</source>
        <translation>Abgebrochen; nichts wurde eingerichtet.</translation>
    </message>
    <message>
        <source>Cancelled; {detail}</source>
        <translation>Abgebrochen; {detail}</translation>
    </message>
    <message>
        <source>Cancelled; “Refresh Layer” on the tab “Cache” asks again.</source>
        <translation>Abgebrochen; „Layer aktualisieren“ auf dem Reiter „Cache“ fragt erneut.</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <source>Check again later; a repair leaves them in.</source>
        <translation>Später noch einmal prüfen; eine Reparatur lässt sie darin.</translation>
    </message>
    <message>
        <source>Check of a mosaic</source>
        <translation>Prüfung eines Mosaiks</translation>
    </message>
    <message>
        <source>Checked on {date}</source>
        <translation>Geprüft am {date}</translation>
    </message>
    <message>
        <source>Checked on {date} against MosaicJSON {version}</source>
        <translation>Geprüft am {date} nach MosaicJSON {version}</translation>
    </message>
    <message>
        <source>Checks a mosaic against the specification of MosaicJSON, and its images: whether they are there and may be read, whether they are Cloud-Optimized GeoTIFFs with overviews, which of them differ from the others in data type, bands, coordinate reference system, nodata or resolution, whether they lie in the tiles that list them and within the bounds, and where they leave gaps. No pixels are read: of an image on the web, only its head is asked for.

The report is a page to be read or printed; the table has every finding with its place in the document and the image’s outline. A mosaic with mistakes is no failure of the algorithm.

The repaired document is a copy without what is wrong: dead images, wrong listings and invalid values are left out, zooms, bounds and center are computed anew where they do not hold. Images that cannot be reached for the moment, or that need a login, stay in. The report names each change; the mosaic itself is not touched.</source>
        <translation>Prüft ein Mosaik nach der Spezifikation von MosaicJSON, und seine Bilder: ob sie da sind und gelesen werden dürfen, ob sie Cloud-Optimized GeoTIFFs mit Übersichten sind, welche von den anderen in Datentyp, Kanälen, Koordinatenbezugssystem, Nodata oder Auflösung abweichen, ob sie in den Kacheln liegen, die sie aufzählen, und innerhalb der Grenzen, und wo sie Lücken lassen. Pixel werden nicht gelesen: Von einem Bild im Web wird nur der Kopf geholt.

Der Bericht ist eine Seite zum Lesen oder Drucken; die Tabelle hat jeden Befund mit seinem Platz im Dokument und dem Umriss des Bilds. Ein Mosaik mit Fehlern ist kein Scheitern des Algorithmus.

Das reparierte Dokument ist eine Kopie ohne das, was falsch ist: Tote Bilder, falsche Nennungen und ungültige Werte fallen weg, Zoomstufen, Grenzen und Mittelpunkt werden neu berechnet, wo sie nicht stimmen. Bilder, die gerade nicht zu erreichen sind oder eine Anmeldung brauchen, bleiben darin. Der Bericht nennt jede Änderung; das Mosaik selbst wird nicht angerührt.</translation>
    </message>
    <message>
        <source>Choose Login for Images…</source>
        <translation>Anmeldung für Bilder wählen…</translation>
    </message>
    <message>
        <source>Choose Login…</source>
        <translation>Anmeldung wählen…</translation>
    </message>
    <message>
        <source>Choose a Key File</source>
        <translation>Schlüsseldatei wählen</translation>
    </message>
    <message>
        <source>Choose a MosaicJSON File</source>
        <translation>MosaicJSON-Datei wählen</translation>
    </message>
    <message>
        <source>Choose a catalog first, or type the address of one.</source>
        <translation>Bitte zuerst einen Katalog wählen oder die Adresse von einem eingeben.</translation>
    </message>
    <message>
        <source>Choose a catalog, or type the address of a STAC API</source>
        <translation>Einen Katalog wählen, oder die Adresse einer STAC-API eingeben</translation>
    </message>
    <message>
        <source>Choose a collection to see what it has. None chosen: all are searched.</source>
        <translation>Eine Sammlung wählen, um zu sehen, was sie hat. Keine gewählt: Alle werden durchsucht.</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Choose a file or a folder for the tiles.</source>
        <translation>Wählen Sie eine Datei oder einen Ordner für die Kacheln.</translation>
    </message>
    <message>
        <source>Choose a login for the images and check again; a repair leaves them in.</source>
        <translation>Eine Anmeldung für die Bilder wählen und noch einmal prüfen; eine Reparatur lässt sie darin.</translation>
    </message>
    <message>
        <source>Choose a mosaic</source>
        <translation>Mosaik wählen</translation>
    </message>
    <message>
        <source>Choose an area: the whole world is too much for one search. Images have one to four bands.</source>
        <translation>Bitte ein Gebiet wählen: Die ganze Welt ist zu viel für eine Suche. Die Bilder haben einen bis vier Kanäle.</translation>
    </message>
    <message>
        <source>Choose one to edit or try</source>
        <translation>Eine zum Bearbeiten oder Testen wählen</translation>
    </message>
    <message>
        <source>Choose or make a configuration.</source>
        <translation>Bitte eine Konfiguration wählen oder anlegen.</translation>
    </message>
    <message>
        <source>Choose the field that names the image.</source>
        <translation>Wählen Sie das Feld, das das Bild nennt.</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>Gewählt</translation>
    </message>
    <message>
        <source>Classes with a palette.</source>
        <translation>Klassen mit einer Palette.</translation>
    </message>
    <message>
        <source>Clear List</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>Clearing the MosaicJSON cache</source>
        <translation>MosaicJSON-Cache wird geleert</translation>
    </message>
    <message>
        <source>Click on the map to see which images lie there.</source>
        <translation>Auf die Karte klicken, um zu sehen, welche Bilder dort liegen.</translation>
    </message>
    <message>
        <source>Click on the map to see which images of {subject} lie there.</source>
        <translation>Auf die Karte klicken, um zu sehen, welche Bilder von {subject} dort liegen.</translation>
    </message>
    <message>
        <source>Client ID</source>
        <translation>Client-ID</translation>
    </message>
    <message>
        <source>Client ID of an identity that is not the only one of this computer</source>
        <translation>Client-ID einer Identität, die nicht die einzige dieses Rechners ist</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>Client-Geheimnis</translation>
    </message>
    <message>
        <source>Clouds</source>
        <translation>Wolken</translation>
    </message>
    <message>
        <source>Clouds, at most (percent)</source>
        <translation>Wolken, höchstens (Prozent)</translation>
    </message>
    <message>
        <source>Collecting diagnostics</source>
        <translation>Diagnose wird gesammelt</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Collections (separated by commas)</source>
        <translation>Sammlungen (durch Kommas getrennt)</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>Kompression</translation>
    </message>
    <message>
        <source>Connect to a catalog to see its collections.</source>
        <translation>Mit einem Katalog verbinden, um seine Sammlungen zu sehen.</translation>
    </message>
    <message>
        <source>Connection string</source>
        <translation>Verbindungszeichenfolge</translation>
    </message>
    <message>
        <source>Convert them, for example with gdal_translate -of COG; over a network they are slow as they are.</source>
        <translation>Wandeln Sie sie um, etwa mit gdal_translate -of COG; über ein Netz sind sie so langsam.</translation>
    </message>
    <message>
        <source>Coordinate reference system</source>
        <translation>Koordinatenbezugssystem</translation>
    </message>
    <message>
        <source>Copy URI</source>
        <translation>URI kopieren</translation>
    </message>
    <message>
        <source>Copy mosaic</source>
        <translation>Mosaik kopieren</translation>
    </message>
    <message>
        <source>Copy the file to that address, if it is not there yet.</source>
        <translation>Kopieren Sie die Datei an diese Adresse, wenn sie noch nicht dort ist.</translation>
    </message>
    <message>
        <source>Counting what the MosaicJSON engine keeps</source>
        <translation>Es wird gezählt, was die MosaicJSON-Engine aufbewahrt</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Create mosaic from STAC</source>
        <translation>Mosaik aus STAC erzeugen</translation>
    </message>
    <message>
        <source>Create mosaic from features</source>
        <translation>Mosaik aus Objekten erzeugen</translation>
    </message>
    <message>
        <source>Create mosaic from files</source>
        <translation>Mosaik aus Dateien erzeugen</translation>
    </message>
    <message>
        <source>Create overview image</source>
        <translation>Übersichtsbild erzeugen</translation>
    </message>
    <message>
        <source>Cubic</source>
        <translation>Kubisch</translation>
    </message>
    <message>
        <source>Cubic spline</source>
        <translation>Kubischer Spline</translation>
    </message>
    <message>
        <source>Dask scheduler</source>
        <translation>Dask-Scheduler</translation>
    </message>
    <message>
        <source>Data type</source>
        <translation>Datentyp</translation>
    </message>
    <message>
        <source>Databases of mosaics</source>
        <translation>Datenbanken mit Mosaiken</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>December to February</source>
        <translation>Dezember bis Februar</translation>
    </message>
    <message>
        <source>Delete the engine's packages in {folder}? Mosaics cannot be read until it is set up again, which downloads them anew.</source>
        <translation>Die Pakete der Engine in {folder} löschen? Mosaike können erst wieder gelesen werden, wenn sie neu eingerichtet ist, wozu sie noch einmal heruntergeladen werden.</translation>
    </message>
    <message>
        <source>Describe mosaic</source>
        <translation>Mosaik beschreiben</translation>
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
        <source>Disk: {used} of {limit} in use.</source>
        <translation>Platte: {used} von {limit} benutzt.</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokument</translation>
    </message>
    <message>
        <source>Download or copy it again; a document that was cut off cannot be repaired.</source>
        <translation>Laden oder kopieren Sie es noch einmal; ein abgeschnittenes Dokument lässt sich nicht reparieren.</translation>
    </message>
    <message>
        <source>Draws a mosaic as tiles of the web’s grid and writes them to an MBTiles or PMTiles file, to a folder (zoom/column/row, with a tilejson.json), or to both.

Colours are red, green and blue where the mosaic has them, or the bands that are given; values of more than 8 bits are stretched between the 2nd and the 98th percentile, between minimum and maximum, or between the ranges that are given (0,3000 for all bands, or one for each with a semicolon between them).

Tiles on which nothing shows are left out. The set appears whole or not at all. QGIS shows MBTiles and folders; PMTiles are for web maps.</source>
        <translation>Zeichnet ein Mosaik als Kacheln des Webrasters und schreibt sie in eine MBTiles- oder PMTiles-Datei, in einen Ordner (Zoomstufe/Spalte/Zeile, mit einer tilejson.json) oder in beides.

Farben sind Rot, Grün und Blau, wo das Mosaik sie hat, oder die angegebenen Kanäle; Werte von mehr als 8 Bit werden zwischen dem 2. und dem 98. Perzentil gestreckt, zwischen Minimum und Maximum oder zwischen den angegebenen Bereichen (0,3000 für alle Kanäle, oder einer für jeden mit einem Strichpunkt dazwischen).

Kacheln, auf denen nichts zu sehen ist, werden ausgelassen. Der Satz erscheint ganz oder gar nicht. QGIS zeigt MBTiles und Ordner; PMTiles sind für Webkarten.</translation>
    </message>
    <message>
        <source>Draws all of a mosaic, coarsely, into one Cloud-Optimized GeoTIFF and names it in the document, so that maps at small scales read this one image instead of thousands.

The best place is beside the document. Where the document is no file on this computer, give the address that the image will have, and copy it there. Documents in files, S3, Google Cloud Storage and Azure can name an overview image, databases cannot.

The image has the resolution of a zoom: the one below the mosaic’s smallest, or the one that is given. The document is changed only if nobody else changed it meanwhile.</source>
        <translation>Zeichnet das ganze Mosaik grob in ein Cloud-Optimized GeoTIFF und nennt es im Dokument, sodass Karten in kleinen Maßstäben dieses eine Bild lesen statt Tausender.

Der beste Ort ist neben dem Dokument. Ist das Dokument keine Datei auf diesem Rechner, geben Sie die Adresse an, die das Bild haben wird, und kopieren Sie es dorthin. Dokumente in Dateien, S3, Google Cloud Storage und Azure können ein Übersichtsbild nennen, Datenbanken nicht.

Das Bild hat die Auflösung einer Zoomstufe: der unter der kleinsten des Mosaiks, oder der angegebenen. Das Dokument wird nur geändert, wenn es inzwischen niemand anders geändert hat.</translation>
    </message>
    <message>
        <source>Duplicate Connection</source>
        <translation>Verbindung duplizieren</translation>
    </message>
    <message>
        <source>Each band has its highest value of all images, which leaves dark shadows out.</source>
        <translation>Jeder Kanal hat seinen höchsten Wert aus allen Bildern, was dunkle Schatten weglässt.</translation>
    </message>
    <message>
        <source>Each band has its lowest value of all images, which leaves bright clouds out.</source>
        <translation>Jeder Kanal hat seinen niedrigsten Wert aus allen Bildern, was helle Wolken weglässt.</translation>
    </message>
    <message>
        <source>Each item has images of 10 cm and of 2 m.</source>
        <translation>Jedes Item hat Bilder mit 10 cm und mit 2 m.</translation>
    </message>
    <message>
        <source>East in degrees</source>
        <translation>Osten in Grad</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit Connection…</source>
        <translation>Verbindung bearbeiten…</translation>
    </message>
    <message>
        <source>Edit Login</source>
        <translation>Anmeldung bearbeiten</translation>
    </message>
    <message>
        <source>Edit the attribution by hand: plain text or links will do.</source>
        <translation>Bearbeiten Sie die Namensnennung von Hand: Reiner Text oder Links genügen.</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Enter Master Password…</source>
        <translation>Hauptpasswort eingeben…</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Everything, to look for a fault</source>
        <translation>Alles, um einen Fehler zu suchen</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Ex&amp;port…</source>
        <translation>Ex&amp;portieren…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export Connections…</source>
        <translation>Verbindungen exportieren…</translation>
    </message>
    <message>
        <source>Export MosaicJSON Connections</source>
        <translation>MosaicJSON-Verbindungen exportieren</translation>
    </message>
    <message>
        <source>Export as GDAL file</source>
        <translation>Als GDAL-Datei exportieren</translation>
    </message>
    <message>
        <source>Export as GeoTIFF</source>
        <translation>Als GeoTIFF exportieren</translation>
    </message>
    <message>
        <source>Export as tiles</source>
        <translation>Als Kacheln exportieren</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Expression instead of all bands</source>
        <translation>Ausdruck anstelle aller Kanäle</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>Ausdehnung</translation>
    </message>
    <message>
        <source>Extent (empty: all of the mosaic)</source>
        <translation>Ausdehnung (leer: das ganze Mosaik)</translation>
    </message>
    <message>
        <source>Extent (empty: all of the mosaic, or of the mask)</source>
        <translation>Ausdehnung (leer: das ganze Mosaik, oder die der Maske)</translation>
    </message>
    <message>
        <source>External ID of the role</source>
        <translation>Externe ID der Rolle</translation>
    </message>
    <message>
        <source>Extract footprints of images</source>
        <translation>Umrisse der Bilder extrahieren</translation>
    </message>
    <message>
        <source>Extract index as polygons</source>
        <translation>Index als Polygone extrahieren</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>Fetching thumbnails</source>
        <translation>Vorschaubilder werden geholt</translation>
    </message>
    <message>
        <source>Fewest clouds</source>
        <translation>Wenigste Wolken</translation>
    </message>
    <message>
        <source>Field that names the image</source>
        <translation>Feld, das das Bild nennt</translation>
    </message>
    <message>
        <source>Field with the date of the image (for the temporal controller)</source>
        <translation>Feld mit dem Datum des Bilds (für die Zeitsteuerung)</translation>
    </message>
    <message>
        <source>Field with the names of the places</source>
        <translation>Feld mit den Namen der Orte</translation>
    </message>
    <message>
        <source>File of items instead</source>
        <translation>Stattdessen Datei mit Items</translation>
    </message>
    <message>
        <source>File of tiles</source>
        <translation>Datei mit Kacheln</translation>
    </message>
    <message>
        <source>Filter (CQL2 text, CQL2 JSON or JSON of a search)</source>
        <translation>Filter (CQL2-Text, CQL2-JSON oder JSON einer Suche)</translation>
    </message>
    <message>
        <source>Finding the footprint of {subject}</source>
        <translation>Der Umriss von {subject} wird gesucht</translation>
    </message>
    <message>
        <source>Finding the footprints of {subject}</source>
        <translation>Die Umrisse von {subject} werden gesucht</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Finest pixel</source>
        <translation>Feinstes Pixel</translation>
    </message>
    <message>
        <source>Finest pixel size, in units of the CRS</source>
        <translation>Feinste Pixelgröße, in Einheiten des KBS</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>First images</source>
        <translation>Erste Bilder</translation>
    </message>
    <message>
        <source>First quartile</source>
        <translation>Erstes Quartil</translation>
    </message>
    <message>
        <source>Folder of images (also s3://, gs://, az://)</source>
        <translation>Ordner mit Bildern (auch s3://, gs://, az://)</translation>
    </message>
    <message>
        <source>Folder of tiles</source>
        <translation>Ordner mit Kacheln</translation>
    </message>
    <message>
        <source>Folder where relative paths begin (empty: that of the layer’s file)</source>
        <translation>Ordner, in dem relative Pfade beginnen (leer: der der Datei des Layers)</translation>
    </message>
    <message>
        <source>Folder where relative paths of the field begin (empty: that of the layer’s file)</source>
        <translation>Ordner, in dem relative Pfade des Felds beginnen (leer: der der Datei des Layers)</translation>
    </message>
    <message>
        <source>Folders in it too</source>
        <translation>Auch Ordner darin</translation>
    </message>
    <message>
        <source>Footprints</source>
        <translation>Umrisse</translation>
    </message>
    <message>
        <source>Footprints of {name}</source>
        <translation>Umrisse von {name}</translation>
    </message>
    <message>
        <source>For stores whose buckets have no host names of their own</source>
        <translation>Für Speicher, deren Buckets keine eigenen Hostnamen haben</translation>
    </message>
    <message>
        <source>Forget the connection “{name}”? Layers stay as they are.</source>
        <translation>Die Verbindung „{name}“ vergessen? Layer bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Format of the tiles</source>
        <translation>Format der Kacheln</translation>
    </message>
    <message>
        <source>Found images</source>
        <translation>Gefundene Bilder</translation>
    </message>
    <message>
        <source>Four bands: red, green, blue and near infrared.</source>
        <translation>Vier Kanäle: Rot, Grün, Blau und nahes Infrarot.</translation>
    </message>
    <message>
        <source>Further keys of the document</source>
        <translation>Weitere Schlüssel des Dokuments</translation>
    </message>
    <message>
        <source>GDAL file</source>
        <translation>GDAL-Datei</translation>
    </message>
    <message>
        <source>Gaps between the images</source>
        <translation>Lücken zwischen den Bildern</translation>
    </message>
    <message>
        <source>GeoTIFF</source>
        <translation>GeoTIFF</translation>
    </message>
    <message>
        <source>GeoTIFF (*.tif *.tiff)</source>
        <translation>GeoTIFF (*.tif *.tiff)</translation>
    </message>
    <message>
        <source>Give either the address of a STAC catalog or a file of items, not both.</source>
        <translation>Geben Sie entweder die Adresse eines STAC-Katalogs oder eine Datei mit Items an, nicht beides.</translation>
    </message>
    <message>
        <source>Give the address of a STAC catalog, or a file of items.</source>
        <translation>Geben Sie die Adresse eines STAC-Katalogs oder eine Datei mit Items an.</translation>
    </message>
    <message>
        <source>Give the area as an extent or as polygons, not both.</source>
        <translation>Geben Sie die Fläche als Ausdehnung oder als Polygone an, nicht beides.</translation>
    </message>
    <message>
        <source>Give the layer a login instead, and renew what was readable. The repaired document has plain addresses.</source>
        <translation>Geben Sie stattdessen dem Layer eine Anmeldung, und erneuern Sie, was lesbar war. Das reparierte Dokument hat reine Adressen.</translation>
    </message>
    <message>
        <source>Go on with an unfinished export</source>
        <translation>Mit einem unfertigen Export weitermachen</translation>
    </message>
    <message>
        <source>Google Cloud Storage</source>
        <translation>Google Cloud Storage</translation>
    </message>
    <message>
        <source>Google's application default credentials, as “gcloud auth application-default login” makes them.</source>
        <translation>Googles Standardanmeldedaten für Anwendungen, wie „gcloud auth application-default login“ sie anlegt.</translation>
    </message>
    <message>
        <source>Greatest value on top</source>
        <translation>Größter Wert obenauf</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>HTML-Dateien (*.html)</translation>
    </message>
    <message>
        <source>Have the images as they were before; the layer's properties restore all of them</source>
        <translation>Die Bilder wieder so haben wie zuvor; die Eigenschaften des Layers stellen alle wieder her</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Kopfzeile</translation>
    </message>
    <message>
        <source>Header with a key</source>
        <translation>Kopfzeile mit einem Schlüssel</translation>
    </message>
    <message>
        <source>Highest value</source>
        <translation>Höchster Wert</translation>
    </message>
    <message>
        <source>Hosts of other services for signed links that may get the key, too</source>
        <translation>Hosts anderer Dienste für signierte Links, die den Schlüssel auch bekommen dürfen</translation>
    </message>
    <message>
        <source>How much the images differ: large where something has changed.</source>
        <translation>Wie sehr sich die Bilder unterscheiden: viel, wo sich etwas verändert hat.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Image files</source>
        <translation>Bilddateien</translation>
    </message>
    <message>
        <source>Image with the highest last band</source>
        <translation>Bild mit dem höchsten letzten Kanal</translation>
    </message>
    <message>
        <source>Image with the lowest last band</source>
        <translation>Bild mit dem niedrigsten letzten Kanal</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Images Here</source>
        <translation>Bilder hier</translation>
    </message>
    <message>
        <source>Images and values at points</source>
        <translation>Bilder und Werte an Punkten</translation>
    </message>
    <message>
        <source>Images are not all in the CRS of the GDAL file; GDAL warps them as they are read.</source>
        <translation>Nicht alle Bilder sind im KBS der GDAL-Datei; GDAL rechnet sie beim Lesen um.</translation>
    </message>
    <message>
        <source>Images are public, in S3 in Cape Town (af-south-1).</source>
        <translation>Die Bilder sind öffentlich, in S3 in Kapstadt (af-south-1).</translation>
    </message>
    <message>
        <source>Images are public, in S3.</source>
        <translation>Die Bilder sind öffentlich, in S3.</translation>
    </message>
    <message>
        <source>Images at points</source>
        <translation>Bilder an Punkten</translation>
    </message>
    <message>
        <source>Images at this point, first one on top: {count}</source>
        <translation>Bilder an diesem Punkt, das erste liegt oben: {count}</translation>
    </message>
    <message>
        <source>Images elsewhere are read without this login. Empty: all buckets</source>
        <translation>Bilder anderswo werden ohne diese Anmeldung gelesen. Leer: alle Buckets</translation>
    </message>
    <message>
        <source>Images elsewhere are read without this login. Empty: only where the document lies</source>
        <translation>Bilder anderswo werden ohne diese Anmeldung gelesen. Leer: nur dort, wo das Dokument liegt</translation>
    </message>
    <message>
        <source>Images for each tile, at most (empty or 0: all)</source>
        <translation>Bilder je Kachel, höchstens (leer oder 0: alle)</translation>
    </message>
    <message>
        <source>Images in an odd coordinate reference system</source>
        <translation>Bilder in einem abweichenden Koordinatenbezugssystem</translation>
    </message>
    <message>
        <source>Images left out: {count}</source>
        <translation>Ausgelassene Bilder: {count}</translation>
    </message>
    <message>
        <source>Images lie in tiles that are not listed</source>
        <translation>Bilder liegen in Kacheln, die nicht aufgezählt sind</translation>
    </message>
    <message>
        <source>Images listed twice in a tile</source>
        <translation>Bilder, die eine Kachel zweimal aufzählt</translation>
    </message>
    <message>
        <source>Images looked at</source>
        <translation>Angesehene Bilder</translation>
    </message>
    <message>
        <source>Images need S3 keys of the Copernicus Data Space: an AWS login with the endpoint eodata.dataspace.copernicus.eu and path-style addresses. Most scenes are JPEG 2000, which is slow from far away.</source>
        <translation>Die Bilder brauchen S3-Schlüssel des Copernicus Data Space: eine AWS-Anmeldung mit dem Endpunkt eodata.dataspace.copernicus.eu und Adressen im Stil path-style. Die meisten Szenen sind JPEG 2000, was aus der Ferne langsam ist.</translation>
    </message>
    <message>
        <source>Images need a login: over https that of the USGS, else an AWS login with “requester pays” for the copies in S3 (us-west-2), for which you are charged.</source>
        <translation>Die Bilder brauchen eine Anmeldung: über https die des USGS, sonst eine AWS-Anmeldung mit „Anfragende zahlen“ für die Kopien in S3 (us-west-2), die Ihnen berechnet werden.</translation>
    </message>
    <message>
        <source>Images need an Earthdata login, as a bearer token. Conditions on properties are applied after the search, because this catalog does not take filters.</source>
        <translation>Die Bilder brauchen eine Earthdata-Anmeldung, als Bearer-Token. Bedingungen an Eigenschaften werden nach der Suche angewandt, weil dieser Katalog keine Filter annimmt.</translation>
    </message>
    <message>
        <source>Images of another data type than most</source>
        <translation>Bilder von anderem Datentyp als die meisten</translation>
    </message>
    <message>
        <source>Images of another data type than the document says</source>
        <translation>Bilder von anderem Datentyp, als das Dokument sagt</translation>
    </message>
    <message>
        <source>Images of another resolution than most</source>
        <translation>Bilder von anderer Auflösung als die meisten</translation>
    </message>
    <message>
        <source>Images of other planets and moons, in coordinate reference systems of theirs: choose a tile matrix set that fits, such as MarsMercatorSphere.</source>
        <translation>Bilder anderer Planeten und Monde, in deren Koordinatenbezugssystemen: Bitte einen passenden Kachelmatrixsatz wählen, etwa MarsMercatorSphere.</translation>
    </message>
    <message>
        <source>Images of the tile that has most</source>
        <translation>Bilder der Kachel mit den meisten</translation>
    </message>
    <message>
        <source>Images of this mosaic need a login; GDAL has to be given one of its own.</source>
        <translation>Bilder dieses Mosaiks brauchen eine Anmeldung; GDAL muss eine eigene bekommen.</translation>
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
        <source>Images outside the bounds</source>
        <translation>Bilder außerhalb der Grenzen</translation>
    </message>
    <message>
        <source>Images per tile</source>
        <translation>Bilder je Kachel</translation>
    </message>
    <message>
        <source>Images that are looked at at the same time (empty: as many as is good)</source>
        <translation>Bilder, die zugleich angesehen werden (leer: so viele, wie gut sind)</translation>
    </message>
    <message>
        <source>Images that are no Cloud-Optimized GeoTIFFs</source>
        <translation>Bilder, die keine Cloud-Optimized GeoTIFFs sind</translation>
    </message>
    <message>
        <source>Images that are not there</source>
        <translation>Bilder, die nicht da sind</translation>
    </message>
    <message>
        <source>Images that cannot be reached</source>
        <translation>Bilder, die nicht zu erreichen sind</translation>
    </message>
    <message>
        <source>Images that cannot be read</source>
        <translation>Bilder, die nicht gelesen werden können</translation>
    </message>
    <message>
        <source>Images that cover more of a tile come first</source>
        <translation>Bilder, die mehr von einer Kachel abdecken, kommen zuerst</translation>
    </message>
    <message>
        <source>Images that have been looked at: {count}.</source>
        <translation>Angesehene Bilder: {count}.</translation>
    </message>
    <message>
        <source>Images that the document must not name</source>
        <translation>Bilder, die das Dokument nicht nennen darf</translation>
    </message>
    <message>
        <source>Images to which access is refused</source>
        <translation>Bilder, zu denen der Zugriff verweigert wird</translation>
    </message>
    <message>
        <source>Images were taken</source>
        <translation>Bilder wurden aufgenommen</translation>
    </message>
    <message>
        <source>Images with another nodata value than most</source>
        <translation>Bilder mit anderem Nodata-Wert als die meisten</translation>
    </message>
    <message>
        <source>Images with other bands than most</source>
        <translation>Bilder mit anderen Kanälen als die meisten</translation>
    </message>
    <message>
        <source>Images with too few bands are left out of the layer.</source>
        <translation>Bilder mit zu wenigen Kanälen werden im Layer ausgelassen.</translation>
    </message>
    <message>
        <source>Images without a place on the earth</source>
        <translation>Bilder ohne Ort auf der Erde</translation>
    </message>
    <message>
        <source>Import Connections…</source>
        <translation>Verbindungen importieren…</translation>
    </message>
    <message>
        <source>Import MosaicJSON Connections</source>
        <translation>MosaicJSON-Verbindungen importieren</translation>
    </message>
    <message>
        <source>In these polygons</source>
        <translation>In diesen Polygonen</translation>
    </message>
    <message>
        <source>In this extent</source>
        <translation>In dieser Ausdehnung</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Infrared (vegetation red)</source>
        <translation>Infrarot (Pflanzen rot)</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>Untersuchen</translation>
    </message>
    <message>
        <source>It is larger than one file may be: {count} files and the VRT {path} were written.</source>
        <translation>Er ist größer, als eine Datei sein darf: {count} Dateien und das VRT {path} wurden geschrieben.</translation>
    </message>
    <message>
        <source>It is running.</source>
        <translation>Sie läuft.</translation>
    </message>
    <message>
        <source>It was read with the login.</source>
        <translation>Es wurde mit der Anmeldung gelesen.</translation>
    </message>
    <message>
        <source>It was read without a login.</source>
        <translation>Es wurde ohne Anmeldung gelesen.</translation>
    </message>
    <message>
        <source>Items, at most (empty: all)</source>
        <translation>Items, höchstens (leer: alle)</translation>
    </message>
    <message>
        <source>Its temporary keys are asked for when images are read, and renewed</source>
        <translation>Ihre befristeten Schlüssel werden beim Lesen der Bilder geholt und erneuert</translation>
    </message>
    <message>
        <source>Its text is kept in the login; the file is not needed any more</source>
        <translation>Ihr Text wird in der Anmeldung aufbewahrt; die Datei wird nicht mehr gebraucht</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>JSON files (*.json)</source>
        <translation>JSON-Dateien (*.json)</translation>
    </message>
    <message>
        <source>June to August</source>
        <translation>Juni bis August</translation>
    </message>
    <message>
        <source>Kept as they are: {options}</source>
        <translation>Unverändert behalten: {options}</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Key file (JSON)</source>
        <translation>Schlüsseldatei (JSON)</translation>
    </message>
    <message>
        <source>Key files</source>
        <translation>Schlüsseldateien</translation>
    </message>
    <message>
        <source>Key of the asset (empty: the main image)</source>
        <translation>Schlüssel des Assets (leer: das Hauptbild)</translation>
    </message>
    <message>
        <source>Keys of a later version</source>
        <translation>Schlüssel einer späteren Version</translation>
    </message>
    <message>
        <source>Keys that are no quadkeys</source>
        <translation>Schlüssel, die keine Quadkeys sind</translation>
    </message>
    <message>
        <source>Keys that the specification does not know</source>
        <translation>Schlüssel, die die Spezifikation nicht kennt</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>Stichwörter</translation>
    </message>
    <message>
        <source>Lanczos</source>
        <translation>Lanczos</translation>
    </message>
    <message>
        <source>Large images without overviews</source>
        <translation>Große Bilder ohne Übersichten</translation>
    </message>
    <message>
        <source>Largest zoom</source>
        <translation>Größte Zoomstufe</translation>
    </message>
    <message>
        <source>Largest zoom (empty: as the images suggest)</source>
        <translation>Größte Zoomstufe (leer: wie es zu den Bildern passt)</translation>
    </message>
    <message>
        <source>Largest zoom (empty: that of the mosaic’s finest pixels)</source>
        <translation>Größte Zoomstufe (leer: die der feinsten Pixel des Mosaiks)</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 365 days</source>
        <translation>Letzte 365 Tage</translation>
    </message>
    <message>
        <source>Last year</source>
        <translation>Letztes Jahr</translation>
    </message>
    <message>
        <source>Layer of the GDAL file</source>
        <translation>Layer der GDAL-Datei</translation>
    </message>
    <message>
        <source>Layer of the mosaic</source>
        <translation>Layer des Mosaiks</translation>
    </message>
    <message>
        <source>Layer of the new mosaic</source>
        <translation>Layer des neuen Mosaiks</translation>
    </message>
    <message>
        <source>Layer of the overview image</source>
        <translation>Layer des Übersichtsbilds</translation>
    </message>
    <message>
        <source>Layer of the tiles</source>
        <translation>Layer der Kacheln</translation>
    </message>
    <message>
        <source>Layer with the footprints of images</source>
        <translation>Layer mit den Umrissen von Bildern</translation>
    </message>
    <message>
        <source>Least share of a tile that a new image must cover (0 to 1)</source>
        <translation>Kleinster Anteil einer Kachel, den ein neues Bild abdecken muss (0 bis 1)</translation>
    </message>
    <message>
        <source>Least share of a tile that an image must cover (0 to 1)</source>
        <translation>Kleinster Anteil einer Kachel, den ein Bild abdecken muss (0 bis 1)</translation>
    </message>
    <message>
        <source>Leave out images that cannot be read</source>
        <translation>Bilder auslassen, die nicht gelesen werden können</translation>
    </message>
    <message>
        <source>Leave this image out of the layer</source>
        <translation>Dieses Bild aus dem Layer auslassen</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Lines are means, the shade behind them reaches from minimum to maximum.</source>
        <translation>Linien sind Mittelwerte, die Schattierung dahinter reicht vom Minimum zum Maximum.</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>Verweise</translation>
    </message>
    <message>
        <source>Links to images are signed while they are read. This works without a key, too, but less often.</source>
        <translation>Links zu Bildern werden beim Lesen signiert. Das geht auch ohne Schlüssel, aber seltener.</translation>
    </message>
    <message>
        <source>Listing the images of {subject}</source>
        <translation>Die Bilder von {subject} werden aufgezählt</translation>
    </message>
    <message>
        <source>Lists (*.txt *.csv *.tsv *.lst);;All files (*)</source>
        <translation>Listen (*.txt *.csv *.tsv *.lst);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Lock this image: it lies on top of all others from now on</source>
        <translation>Dieses Bild festhalten: Es liegt von jetzt an auf allen anderen</translation>
    </message>
    <message>
        <source>Login of the catalog</source>
        <translation>Anmeldung für den Katalog</translation>
    </message>
    <message>
        <source>Login of the images</source>
        <translation>Anmeldung für die Bilder</translation>
    </message>
    <message>
        <source>Login of the mosaic</source>
        <translation>Anmeldung für das Mosaik</translation>
    </message>
    <message>
        <source>Login of the new mosaic’s store</source>
        <translation>Anmeldung für den Speicher des neuen Mosaiks</translation>
    </message>
    <message>
        <source>Login of the repaired document’s store</source>
        <translation>Anmeldung für den Speicher des reparierten Dokuments</translation>
    </message>
    <message>
        <source>Look at so many images at most (0: all)</source>
        <translation>Höchstens so viele Bilder ansehen (0: alle)</translation>
    </message>
    <message>
        <source>Look at the images</source>
        <translation>Die Bilder ansehen</translation>
    </message>
    <message>
        <source>Looking at the assets of {subject}</source>
        <translation>Die Assets von {subject} werden angesehen</translation>
    </message>
    <message>
        <source>Looking at the images…</source>
        <translation>Die Bilder werden angesehen…</translation>
    </message>
    <message>
        <source>Looking at {subject}</source>
        <translation>{subject} wird angesehen</translation>
    </message>
    <message>
        <source>Looking at {subject}…</source>
        <translation>{subject} wird angesehen…</translation>
    </message>
    <message>
        <source>Lowest value</source>
        <translation>Niedrigster Wert</translation>
    </message>
    <message>
        <source>MBTiles (*.mbtiles);;PMTiles (*.pmtiles)</source>
        <translation>MBTiles (*.mbtiles);;PMTiles (*.pmtiles)</translation>
    </message>
    <message>
        <source>Made and edited in QGIS's own window. QGIS signs in with it, and again when the login ends.</source>
        <translation>In QGIS' eigenem Fenster angelegt und bearbeitet. QGIS meldet sich damit an, und noch einmal, wenn die Anmeldung abläuft.</translation>
    </message>
    <message>
        <source>Make overviews with gdaladdo, or convert them to COGs.</source>
        <translation>Erzeugen Sie Übersichten mit gdaladdo, oder wandeln Sie sie in COGs um.</translation>
    </message>
    <message>
        <source>Make the mosaic again from its images, or update it with them.</source>
        <translation>Erzeugen Sie das Mosaik noch einmal aus seinen Bildern, oder fügen Sie ihm diese hinzu.</translation>
    </message>
    <message>
        <source>Makes a mosaic of images whose footprints are the polygons of a vector layer, such as a tile index of gdaltindex. One field names the image: a path or an address such as https://, s3://, gs:// or az://. Relative paths begin in the folder of the layer’s file unless another one is given.

The first feature is topmost. An expression can set the order, for example "date" with the greatest value first, or "cloud_cover" with the smallest; features for which it is empty come last.

Images are not opened, but for a few of them where the smallest or the largest zoom is left empty. Features without a polygon or a name are left out and told.</source>
        <translation>Erzeugt ein Mosaik von Bildern, deren Umrisse die Polygone eines Vektorlayers sind, etwa eines Kachelindex von gdaltindex. Ein Feld nennt das Bild: ein Pfad oder eine Adresse wie https://, s3://, gs:// oder az://. Relative Pfade beginnen im Ordner der Datei des Layers, wenn kein anderer angegeben wird.

Das erste Objekt liegt obenauf. Ein Ausdruck kann die Reihenfolge bestimmen, etwa "date" mit dem größten Wert zuerst, oder "cloud_cover" mit dem kleinsten; Objekte, für die er leer ist, kommen zuletzt.

Bilder werden nicht geöffnet, außer einigen von ihnen, wo die kleinste oder größte Zoomstufe leer bleibt. Objekte ohne Polygon oder Namen werden ausgelassen und genannt.</translation>
    </message>
    <message>
        <source>Makes a mosaic of images: files, all images of a folder, raster layers, those that a text or CSV file names, and addresses such as https://, s3://, gs:// or az://. Folders may be in S3, Google or Azure too.

Only the head of each image is read. The image that is named first is topmost; those of a folder are in the order of their names. All images must have one data type. Images that cannot be used are left out and named here.

The mosaic is written to a file (.json, or .json.gz for a compressed one), s3://, gs://, az://, dynamodb:// or sqlite://, whole or not at all. Images in the folder of its file, or below it, are named relative to it, so that the folder can be moved; addresses are written without signatures.</source>
        <translation>Erzeugt ein Mosaik von Bildern: Dateien, allen Bildern eines Ordners, Rasterlayern, solchen, die eine Text- oder CSV-Datei nennt, und Adressen wie https://, s3://, gs:// oder az://. Ordner können auch in S3, Google oder Azure sein.

Von jedem Bild wird nur der Kopf gelesen. Das zuerst genannte Bild liegt obenauf; die eines Ordners kommen in der Reihenfolge ihrer Namen. Alle Bilder müssen denselben Datentyp haben. Bilder, die nicht zu brauchen sind, werden ausgelassen und hier genannt.

Das Mosaik wird in eine Datei geschrieben (.json, oder .json.gz für eine komprimierte), nach s3://, gs://, az://, dynamodb:// oder sqlite://, ganz oder gar nicht. Bilder im Ordner seiner Datei oder darunter werden relativ zu ihr benannt, sodass der Ordner umziehen kann; Adressen werden ohne Signaturen geschrieben.</translation>
    </message>
    <message>
        <source>Makes a mosaic of the items of a STAC catalog: what a search of an API finds, or what a document of items has (an ItemCollection or a STAC GeoParquet, a file or an address). Give either the address or the file.

Collections, extent, dates and cloud cover narrow the search down, for documents too. A filter is CQL2, as text or JSON, or JSON with further parts of a search such as {"query": …}; only an API can follow it.

The mosaic names one asset of each item: the one with the given key, or the picture that the item is about. With “item” the mosaic names the items themselves, as some programs for STAC want it; QGIS cannot draw such a mosaic.

Items that have no such asset or no place are left out and told. The mosaic does not change when the catalog does; open the search itself as a layer for that.</source>
        <translation>Erzeugt ein Mosaik der Items eines STAC-Katalogs: was eine Suche einer API findet, oder was ein Dokument mit Items hat (eine ItemCollection oder ein STAC-GeoParquet, eine Datei oder eine Adresse). Geben Sie entweder die Adresse oder die Datei an.

Sammlungen, Ausdehnung, Daten und Bewölkung engen die Suche ein, auch bei Dokumenten. Ein Filter ist CQL2, als Text oder JSON, oder JSON mit weiteren Teilen einer Suche wie {"query": …}; nur eine API kann ihm folgen.

Das Mosaik nennt ein Asset jedes Items: das mit dem angegebenen Schlüssel, oder das Bild, um das es im Item geht. Mit „item“ nennt das Mosaik die Items selbst, wie manche Programme für STAC es wollen; QGIS kann ein solches Mosaik nicht zeichnen.

Items ohne ein solches Asset oder ohne Ort werden ausgelassen und genannt. Das Mosaik ändert sich nicht mit dem Katalog; öffnen Sie dafür die Suche selbst als Layer.</translation>
    </message>
    <message>
        <source>Makes a polygon for each image of a mosaic, in mosaic order: rank 1 is listed first. Their fields tell the image’s name and address, when it was taken where the mosaic knows, size, bands, type, CRS, pixel size (in units of that CRS), overviews, nodata, and what a STAC catalog says of it.

The outlines come from the images’ own headers, which costs a request for each image that is not known yet; many are asked for at a time. Without that, a STAC mosaic has the outlines of its items, and images of other mosaics have the tiles that list them. The field footprint says who knew it: image, item or tiles.

Images that cannot be read are told, and get the tiles that list them. Any number of images will do: a million of them need little memory, but a file for the result, such as a GeoPackage.</source>
        <translation>Erzeugt ein Polygon für jedes Bild eines Mosaiks, in Mosaikreihenfolge: Rang 1 wird zuerst aufgezählt. Die Felder nennen Namen und Adresse des Bilds, wann es aufgenommen wurde, wo das Mosaik es weiß, Größe, Kanäle, Typ, KBS, Pixelgröße (in Einheiten dieses KBS), Übersichten, Nodata und was ein STAC-Katalog darüber sagt.

Die Umrisse kommen aus den Köpfen der Bilder selbst, was für jedes noch unbekannte Bild eine Anfrage kostet; viele werden zugleich gefragt. Ohne das hat ein STAC-Mosaik die Umrisse seiner Items, und Bilder anderer Mosaike haben die Kacheln, die sie aufzählen. Das Feld footprint sagt, wer es wusste: image, item oder tiles.

Bilder, die nicht gelesen werden können, werden genannt und bekommen die Kacheln, die sie aufzählen. Jede Zahl von Bildern geht: Eine Million braucht wenig Speicher, aber eine Datei für das Ergebnis, etwa ein GeoPackage.</translation>
    </message>
    <message>
        <source>Makes a square for each quadkey in the index of a mosaic, in the CRS of its tiles, with the number of images that are listed there. It shows where a mosaic has many images above each other, where it has gaps, and how large its index is. No image is opened.

With a zoom, keys are put together in tiles of that zoom: tiles counts their keys, listed how often images are listed in them, images the different ones, most_images those of the key that has most. Keys that are coarser stay as they are.

Any number of keys will do: a million of them need little memory, but a file for the result, such as a GeoPackage.</source>
        <translation>Erzeugt ein Quadrat für jeden Quadkey im Index eines Mosaiks, im KBS seiner Kacheln, mit der Zahl der Bilder, die dort aufgezählt sind. Es zeigt, wo ein Mosaik viele Bilder übereinander hat, wo es Lücken hat und wie groß sein Index ist. Kein Bild wird geöffnet.

Mit einer Zoomstufe werden Schlüssel in Kacheln dieser Stufe zusammengefasst: tiles zählt ihre Schlüssel, listed, wie oft Bilder darin aufgezählt sind, images die verschiedenen, most_images die des Schlüssels mit den meisten. Gröbere Schlüssel bleiben, wie sie sind.

Jede Zahl von Schlüsseln geht: Eine Million braucht wenig Speicher, aber eine Datei für das Ergebnis, etwa ein GeoPackage.</translation>
    </message>
    <message>
        <source>Making a mosaic of {count} images</source>
        <translation>Ein Mosaik aus {count} Bildern wird gemacht</translation>
    </message>
    <message>
        <source>Managed identity</source>
        <translation>Verwaltete Identität</translation>
    </message>
    <message>
        <source>March to May</source>
        <translation>März bis Mai</translation>
    </message>
    <message>
        <source>Mask: polygons outside of which nothing stays</source>
        <translation>Maske: Polygone, außerhalb derer nichts bleibt</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>Maximum</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Memory cache</source>
        <translation>Zwischenspeicher im Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Memory: {used} of {limit} in use, for all mosaics together.</source>
        <translation>Speicher: {used} von {limit} benutzt, für alle Mosaike zusammen.</translation>
    </message>
    <message>
        <source>Merge mosaics</source>
        <translation>Mosaike zusammenführen</translation>
    </message>
    <message>
        <source>Merging needs two mosaics or more, got {count}.</source>
        <translation>Zum Zusammenführen braucht es zwei Mosaike oder mehr, erhalten: {count}.</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>Minimum</translation>
    </message>
    <message>
        <source>Moisture index (NDMI)</source>
        <translation>Feuchteindex (NDMI)</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>Mosaik</translation>
    </message>
    <message>
        <source>MosaicJSON</source>
        <translation>MosaicJSON</translation>
    </message>
    <message>
        <source>MosaicJSON (*.json *.json.gz *.mosaicjson);;All files (*)</source>
        <translation>MosaicJSON (*.json *.json.gz *.mosaicjson);;Alle Dateien (*)</translation>
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
        <source>MosaicJSON {version}, document {document}</source>
        <translation>MosaicJSON {version}, Dokument {document}</translation>
    </message>
    <message>
        <source>Mosaics, topmost first</source>
        <translation>Mosaike, das oberste zuerst</translation>
    </message>
    <message>
        <source>Most frequent value</source>
        <translation>Häufigster Wert</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Names of files in the folder (empty: usual images)</source>
        <translation>Namen der Dateien im Ordner (leer: übliche Bilder)</translation>
    </message>
    <message>
        <source>Names of images that are none</source>
        <translation>Namen von Bildern, die keine sind</translation>
    </message>
    <message>
        <source>Names of images with spaces around them</source>
        <translation>Namen von Bildern mit Leerzeichen davor oder dahinter</translation>
    </message>
    <message>
        <source>Names or patterns, one in each line</source>
        <translation>Namen oder Muster, je Zeile eines</translation>
    </message>
    <message>
        <source>Natural colour</source>
        <translation>Natürliche Farben</translation>
    </message>
    <message>
        <source>Nearest neighbour</source>
        <translation>Nächster Nachbar</translation>
    </message>
    <message>
        <source>New Connection…</source>
        <translation>Neue Verbindung…</translation>
    </message>
    <message>
        <source>New Login</source>
        <translation>Neue Anmeldung</translation>
    </message>
    <message>
        <source>New images for each tile, at most (empty or 0: all)</source>
        <translation>Neue Bilder je Kachel, höchstens (leer oder 0: alle)</translation>
    </message>
    <message>
        <source>New images on top</source>
        <translation>Neue Bilder obenauf</translation>
    </message>
    <message>
        <source>New mosaic</source>
        <translation>Neues Mosaik</translation>
    </message>
    <message>
        <source>Newer scenes have an offset of reflectance; the items say whether it was taken out.</source>
        <translation>Neuere Szenen haben einen Versatz der Reflexion; die Items sagen, ob er herausgerechnet wurde.</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>No Python that can run the engine was found on this machine.</source>
        <translation>Auf diesem Rechner wurde kein Python gefunden, das die Engine ausführen kann.</translation>
    </message>
    <message>
        <source>No browser could be started for the help. Open {page} yourself.</source>
        <translation>Für die Hilfe konnte kein Browser gestartet werden. Bitte {page} selbst öffnen.</translation>
    </message>
    <message>
        <source>No image covers this point.</source>
        <translation>Kein Bild deckt diesen Punkt ab.</translation>
    </message>
    <message>
        <source>No image has a value at any of the places.</source>
        <translation>Kein Bild hat einen Wert an einem der Orte.</translation>
    </message>
    <message>
        <source>No image has a value of this band.</source>
        <translation>Kein Bild hat einen Wert dieses Kanals.</translation>
    </message>
    <message>
        <source>No image lies here.</source>
        <translation>Hier liegt kein Bild.</translation>
    </message>
    <message>
        <source>No images are given: choose files, a folder, raster layers or a list, or write addresses.</source>
        <translation>Es sind keine Bilder angegeben: Wählen Sie Dateien, einen Ordner, Rasterlayer oder eine Liste, oder schreiben Sie Adressen.</translation>
    </message>
    <message>
        <source>No login</source>
        <translation>Keine Anmeldung</translation>
    </message>
    <message>
        <source>No mosaic can be opened at an address that begins with “{scheme}”. Check the address.</source>
        <translation>An einer Adresse, die mit „{scheme}“ beginnt, kann kein Mosaik geöffnet werden. Prüfen Sie die Adresse.</translation>
    </message>
    <message>
        <source>No mosaic was added yet</source>
        <translation>Noch wurde kein Mosaik hinzugefügt</translation>
    </message>
    <message>
        <source>No thumbnail from {address}: {reason}</source>
        <translation>Kein Vorschaubild von {address}: {reason}</translation>
    </message>
    <message>
        <source>Nodata</source>
        <translation>Nodata</translation>
    </message>
    <message>
        <source>Nodata or mask</source>
        <translation>Nodata oder Maske</translation>
    </message>
    <message>
        <source>None of the images says where it lies, so there are no footprints to show.</source>
        <translation>Keines der Bilder sagt, wo es liegt, deshalb gibt es keine Umrisse zu zeigen.</translation>
    </message>
    <message>
        <source>North in degrees</source>
        <translation>Norden in Grad</translation>
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
        <source>Not valid: {count} errors</source>
        <translation>Nicht gültig: {count} Fehler</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Notes, warnings and errors</source>
        <translation>Hinweise, Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Nothing can be written there. Choose a file, or an address with s3, gs, az, dynamodb or sqlite.</source>
        <translation>Dort kann nichts geschrieben werden. Bitte eine Datei wählen, oder eine Adresse mit s3, gs, az, dynamodb oder sqlite.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing had to be changed.</source>
        <translation>Nichts musste geändert werden.</translation>
    </message>
    <message>
        <source>Nothing is kept on the disk.</source>
        <translation>Auf der Platte wird nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>Nothing is shown there.</source>
        <translation>Dort wird nichts gezeigt.</translation>
    </message>
    <message>
        <source>Nothing matches. Search a larger place, more days, or more clouds.</source>
        <translation>Nichts passt. Bitte einen größeren Ort, mehr Tage oder mehr Wolken suchen.</translation>
    </message>
    <message>
        <source>Nothing was found at {subject}. Search wider.</source>
        <translation>Bei {subject} wurde nichts gefunden. Bitte weiter fassen.</translation>
    </message>
    <message>
        <source>Nothing was searched yet. Choose a catalog, a collection and a place, then press Search.</source>
        <translation>Noch wurde nichts gesucht. Bitte Katalog, Sammlung und Ort wählen und dann auf Suchen drücken.</translation>
    </message>
    <message>
        <source>Number of bands</source>
        <translation>Zahl der Kanäle</translation>
    </message>
    <message>
        <source>Number of columns</source>
        <translation>Zahl der Spalten</translation>
    </message>
    <message>
        <source>Number of different images</source>
        <translation>Zahl der verschiedenen Bilder</translation>
    </message>
    <message>
        <source>Number of errors</source>
        <translation>Zahl der Fehler</translation>
    </message>
    <message>
        <source>Number of files</source>
        <translation>Zahl der Dateien</translation>
    </message>
    <message>
        <source>Number of footprints</source>
        <translation>Zahl der Umrisse</translation>
    </message>
    <message>
        <source>Number of images</source>
        <translation>Zahl der Bilder</translation>
    </message>
    <message>
        <source>Number of images at points</source>
        <translation>Zahl der Bilder an Punkten</translation>
    </message>
    <message>
        <source>Number of images that are left</source>
        <translation>Zahl der verbliebenen Bilder</translation>
    </message>
    <message>
        <source>Number of images that are left out</source>
        <translation>Zahl der ausgelassenen Bilder</translation>
    </message>
    <message>
        <source>Number of images that cannot be read</source>
        <translation>Zahl der Bilder, die nicht gelesen werden können</translation>
    </message>
    <message>
        <source>Number of images that could not be looked at</source>
        <translation>Zahl der Bilder, die nicht angesehen werden konnten</translation>
    </message>
    <message>
        <source>Number of images that were added</source>
        <translation>Zahl der hinzugefügten Bilder</translation>
    </message>
    <message>
        <source>Number of images that were removed</source>
        <translation>Zahl der entfernten Bilder</translation>
    </message>
    <message>
        <source>Number of images with values</source>
        <translation>Zahl der Bilder mit Werten</translation>
    </message>
    <message>
        <source>Number of notes</source>
        <translation>Zahl der Hinweise</translation>
    </message>
    <message>
        <source>Number of points</source>
        <translation>Zahl der Punkte</translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation>Zahl der Zeilen</translation>
    </message>
    <message>
        <source>Number of squares</source>
        <translation>Zahl der Quadrate</translation>
    </message>
    <message>
        <source>Number of tiles</source>
        <translation>Zahl der Kacheln</translation>
    </message>
    <message>
        <source>Number of tiles in its index</source>
        <translation>Zahl der Kacheln in seinem Index</translation>
    </message>
    <message>
        <source>Number of tiles in the index</source>
        <translation>Zahl der Kacheln im Index</translation>
    </message>
    <message>
        <source>Number of tiles that changed</source>
        <translation>Zahl der geänderten Kacheln</translation>
    </message>
    <message>
        <source>Number of warnings</source>
        <translation>Zahl der Warnungen</translation>
    </message>
    <message>
        <source>Numbers that JSON does not have</source>
        <translation>Zahlen, die es in JSON nicht gibt</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Versatz</translation>
    </message>
    <message>
        <source>Oldest</source>
        <translation>Älteste</translation>
    </message>
    <message>
        <source>One band with the number of images that have data there.</source>
        <translation>Ein Kanal mit der Anzahl der Bilder, die dort Daten haben.</translation>
    </message>
    <message>
        <source>One image in each line, or a table with a column called path, file, location, href or url.</source>
        <translation>Ein Bild je Zeile, oder eine Tabelle mit einer Spalte namens path, file, location, href oder url.</translation>
    </message>
    <message>
        <source>One image of {subject} lies here.</source>
        <translation>Ein Bild von {subject} liegt hier.</translation>
    </message>
    <message>
        <source>One row per day (UTC)</source>
        <translation>Eine Zeile je Tag (UTC)</translation>
    </message>
    <message>
        <source>Only dead links</source>
        <translation>Nur tote Links</translation>
    </message>
    <message>
        <source>Only for buckets</source>
        <translation>Nur für Buckets</translation>
    </message>
    <message>
        <source>Only for buckets whose owner lets the requester pay: this project is billed for each request</source>
        <translation>Nur für Buckets, deren Besitzer den Anfragenden zahlen lässt: Diesem Projekt wird jede Anfrage berechnet</translation>
    </message>
    <message>
        <source>Only for hosts</source>
        <translation>Nur für Hosts</translation>
    </message>
    <message>
        <source>Only images taken from (UTC)</source>
        <translation>Nur Bilder, aufgenommen ab (UTC)</translation>
    </message>
    <message>
        <source>Only images taken until (UTC)</source>
        <translation>Nur Bilder, aufgenommen bis (UTC)</translation>
    </message>
    <message>
        <source>Only images that touch this place; empty: everywhere</source>
        <translation>Nur Bilder, die diesen Ort berühren; leer: überall</translation>
    </message>
    <message>
        <source>Only images whose tiles meet this extent</source>
        <translation>Nur Bilder, deren Kacheln diese Ausdehnung berühren</translation>
    </message>
    <message>
        <source>Only keys that meet this extent</source>
        <translation>Nur Schlüssel, die diese Ausdehnung berühren</translation>
    </message>
    <message>
        <source>Only tell what would be removed</source>
        <translation>Nur sagen, was entfernt würde</translation>
    </message>
    <message>
        <source>Only temporary keys have one; it ends, and the login with it</source>
        <translation>Nur befristete Schlüssel haben eines; es läuft ab, und die Anmeldung mit ihm</translation>
    </message>
    <message>
        <source>Open as STAC Items</source>
        <translation>Als STAC-Items öffnen</translation>
    </message>
    <message>
        <source>Open images to know where they lie (else by the tiles that list them)</source>
        <translation>Bilder öffnen, um zu wissen, wo sie liegen (sonst nach den Kacheln, die sie aufzählen)</translation>
    </message>
    <message>
        <source>Open images: {count}.</source>
        <translation>Offene Bilder: {count}.</translation>
    </message>
    <message>
        <source>Open the file afterwards</source>
        <translation>Die Datei danach öffnen</translation>
    </message>
    <message>
        <source>Open the new mosaic afterwards</source>
        <translation>Das neue Mosaik danach öffnen</translation>
    </message>
    <message>
        <source>Open the tiles afterwards</source>
        <translation>Die Kacheln danach öffnen</translation>
    </message>
    <message>
        <source>Opened without its login, which stays locked.</source>
        <translation>Ohne seine Anmeldung geöffnet, die verschlossen bleibt.</translation>
    </message>
    <message>
        <source>Opening {subject}</source>
        <translation>{subject} wird geöffnet</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Order by (empty: as the layer has them)</source>
        <translation>Ordnen nach (leer: wie der Layer sie hat)</translation>
    </message>
    <message>
        <source>Other services</source>
        <translation>Andere Dienste</translation>
    </message>
    <message>
        <source>Overview image</source>
        <translation>Übersichtsbild</translation>
    </message>
    <message>
        <source>Overviews</source>
        <translation>Übersichten</translation>
    </message>
    <message>
        <source>Overviews in files of their own</source>
        <translation>Übersichten in eigenen Dateien</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Paste URI</source>
        <translation>URI einfügen</translation>
    </message>
    <message>
        <source>Path-style addresses</source>
        <translation>Adressen mit dem Bucket im Pfad (path-style)</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Picture of the mosaic</source>
        <translation>Bild des Mosaiks</translation>
    </message>
    <message>
        <source>Pixel selection (empty: the mosaic’s)</source>
        <translation>Pixelauswahl (leer: die des Mosaiks)</translation>
    </message>
    <message>
        <source>Pixel size (empty: as in the mosaic)</source>
        <translation>Pixelgröße (leer: wie im Mosaik)</translation>
    </message>
    <message>
        <source>Pixel size in polygons, in units of the mosaic’s CRS (empty: the finest)</source>
        <translation>Pixelgröße in Polygonen, in Einheiten des KBS des Mosaiks (leer: die feinste)</translation>
    </message>
    <message>
        <source>Pixel size in units of the CRS (empty: the finest)</source>
        <translation>Pixelgröße in Einheiten des KBS (leer: die feinste)</translation>
    </message>
    <message>
        <source>Pixels along a file’s edge, at most</source>
        <translation>Pixel je Kante einer Datei, höchstens</translation>
    </message>
    <message>
        <source>Pixels along a tile’s edge</source>
        <translation>Pixel je Kante einer Kachel</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Placed by ground control points.</source>
        <translation>Durch Passpunkte eingepasst.</translation>
    </message>
    <message>
        <source>Planetary Computer</source>
        <translation>Planetary Computer</translation>
    </message>
    <message>
        <source>Planetary Computer: links are signed</source>
        <translation>Planetary Computer: Links werden signiert</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>Plattform</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Points or polygons</source>
        <translation>Punkte oder Polygone</translation>
    </message>
    <message>
        <source>Points with the mosaic’s values</source>
        <translation>Punkte mit den Werten des Mosaiks</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Profile of this computer</source>
        <translation>Profil dieses Rechners</translation>
    </message>
    <message>
        <source>Programs may not show what is outside. The repaired document has other bounds.</source>
        <translation>Programme zeigen vielleicht nicht, was außerhalb liegt. Das reparierte Dokument hat andere Grenzen.</translation>
    </message>
    <message>
        <source>Project that pays</source>
        <translation>Projekt, das zahlt</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>Eigenschaft</translation>
    </message>
    <message>
        <source>Public, without signing in</source>
        <translation>Öffentlich, ohne Anmeldung</translation>
    </message>
    <message>
        <source>QGIS cannot keep a login with ||| or ::: in it.</source>
        <translation>QGIS kann keine Anmeldung aufbewahren, in der ||| oder ::: vorkommt.</translation>
    </message>
    <message>
        <source>QGIS could not keep the login; its log says why.</source>
        <translation>QGIS konnte die Anmeldung nicht aufbewahren; sein Protokoll sagt, warum.</translation>
    </message>
    <message>
        <source>QGIS could not sign in with its authentication method {method}; the log messages panel says why.</source>
        <translation>QGIS konnte sich mit seiner Authentifizierungsmethode {method} nicht anmelden; das Protokollfenster sagt, warum.</translation>
    </message>
    <message>
        <source>QGIS was not signed in within {seconds} s; signing in goes on. Reload the layer afterwards.</source>
        <translation>QGIS war nach {seconds} s nicht angemeldet; die Anmeldung geht weiter. Bitte den Layer danach neu laden.</translation>
    </message>
    <message>
        <source>QGIS's authentication method {method} gives nothing that signs in at a web address.</source>
        <translation>QGIS' Authentifizierungsmethode {method} ergibt nichts, womit man sich an einer Webadresse anmelden kann.</translation>
    </message>
    <message>
        <source>QGIS's authentication system is switched off on this machine.</source>
        <translation>Das Authentifizierungssystem von QGIS ist auf diesem Rechner abgeschaltet.</translation>
    </message>
    <message>
        <source>QGIS's connection has a password or headers of its own, which are not read here: choose a login.</source>
        <translation>Die Verbindung von QGIS hat ein eigenes Passwort oder eigene Kopfzeilen, die hier nicht gelesen werden: Bitte eine Anmeldung wählen.</translation>
    </message>
    <message>
        <source>QGIS's master password was not entered, so the credentials stay locked.</source>
        <translation>Das Masterpasswort von QGIS wurde nicht eingegeben, deshalb bleiben die Zugangsdaten gesperrt.</translation>
    </message>
    <message>
        <source>QGIS's master password was not entered, so the login stays locked: what needs it is not shown. Reload the layer to be asked again.</source>
        <translation>QGIS' Hauptpasswort wurde nicht eingegeben, deshalb bleibt die Anmeldung verschlossen: Was sie braucht, wird nicht gezeigt. Wer den Layer neu lädt, wird wieder gefragt.</translation>
    </message>
    <message>
        <source>QGIS's master password was not entered, so this login stays locked.</source>
        <translation>QGIS' Hauptpasswort wurde nicht eingegeben, deshalb bleibt diese Anmeldung verschlossen.</translation>
    </message>
    <message>
        <source>Quadkeys</source>
        <translation>Quadkeys</translation>
    </message>
    <message>
        <source>Quadkeys of another zoom</source>
        <translation>Quadkeys einer anderen Zoomstufe</translation>
    </message>
    <message>
        <source>Quality of jpeg and webp</source>
        <translation>Qualität von jpeg und webp</translation>
    </message>
    <message>
        <source>Quality of webp (100: without loss)</source>
        <translation>Qualität von webp (100: verlustfrei)</translation>
    </message>
    <message>
        <source>Raise maxzoom when the mosaic is made again.</source>
        <translation>Erhöhen Sie maxzoom, wenn das Mosaik wieder erzeugt wird.</translation>
    </message>
    <message>
        <source>Ranges of the values, such as 0,3000</source>
        <translation>Wertebereiche, etwa 0,3000</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Raster layers</source>
        <translation>Rasterlayer</translation>
    </message>
    <message>
        <source>Read the outlines from the images’ headers</source>
        <translation>Die Umrisse aus den Köpfen der Bilder lesen</translation>
    </message>
    <message>
        <source>Read the values</source>
        <translation>Die Werte lesen</translation>
    </message>
    <message>
        <source>Reading mosaics needs an engine that is not set up yet: {count} packages, {download} MB to download, {disk} MB in your QGIS profile.</source>
        <translation>Zum Lesen von Mosaiken fehlt noch eine Engine: {count} Pakete, {download} MB zum Herunterladen, {disk} MB im QGIS-Profil.</translation>
    </message>
    <message>
        <source>Reading these images is paid for by whoever reads them (requester pays).</source>
        <translation>Das Lesen dieser Bilder zahlt, wer sie liest (requester pays).</translation>
    </message>
    <message>
        <source>Reading {subject} was cancelled.</source>
        <translation>Das Lesen von {subject} wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Reads what each image of a mosaic shows at places, in the order of time, and makes a table and a chart of it. The mosaic must know when its images were taken, as STAC searches and mosaics that were saved from them do.

At a point it is the value of the pixel there, in a polygon the mean, minimum, maximum, standard deviation, median and count of the pixels whose centres lie in it. Nodata and transparent pixels do not count; images without any value at a place have no row.

An expression makes one band of several, for example (b4-b1)/(b4+b1), or (B08-B04)/(B08+B04) with the keys of a STAC item’s assets. With one row per day, images of the same day (UTC) are put together as the layer does, which suits catalogs that cut a satellite’s pass into tiles.

Values are as they are stored, without scale and offset unless the layer applies them. Polygons with more than a million pixels are read at a coarser resolution, which is told. The chart is one file that needs nothing from the network; it shows the first twelve places.</source>
        <translation>Liest, was jedes Bild eines Mosaiks an Orten zeigt, der Zeit nach, und macht daraus eine Tabelle und ein Diagramm. Das Mosaik muss wissen, wann seine Bilder aufgenommen wurden, wie STAC-Suchen und daraus gespeicherte Mosaike.

An einem Punkt ist es der Wert des Pixels dort, in einem Polygon sind es Mittel, Minimum, Maximum, Standardabweichung, Median und Zahl der Pixel, deren Mittelpunkte darin liegen. Nodata und durchsichtige Pixel zählen nicht; Bilder ganz ohne Wert an einem Ort haben keine Zeile.

Ein Ausdruck macht aus mehreren Kanälen einen, etwa (b4-b1)/(b4+b1), oder (B08-B04)/(B08+B04) mit den Schlüsseln der Assets eines STAC-Items. Mit einer Zeile je Tag werden Bilder desselben Tages (UTC) zusammengesetzt, wie der Layer es tut; das passt zu Katalogen, die den Überflug eines Satelliten in Kacheln schneiden.

Werte sind, wie sie gespeichert sind, ohne Skalierung und Versatz, wenn der Layer sie nicht anwendet. Polygone mit mehr als einer Million Pixeln werden gröber gelesen, was gesagt wird. Das Diagramm ist eine Datei, die nichts aus dem Netz braucht; es zeigt die ersten zwölf Orte.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Reinstall Engine</source>
        <translation>Engine neu installieren</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove Connection</source>
        <translation>Verbindung entfernen</translation>
    </message>
    <message>
        <source>Remove Connection…</source>
        <translation>Verbindung entfernen…</translation>
    </message>
    <message>
        <source>Remove Engine</source>
        <translation>Engine entfernen</translation>
    </message>
    <message>
        <source>Remove images from mosaic</source>
        <translation>Bilder aus dem Mosaik entfernen</translation>
    </message>
    <message>
        <source>Remove the connection {name}? The mosaic itself stays.</source>
        <translation>Die Verbindung {name} entfernen? Das Mosaik selbst bleibt.</translation>
    </message>
    <message>
        <source>Remove this condition</source>
        <translation>Diese Bedingung entfernen</translation>
    </message>
    <message>
        <source>Remove {count} connections? The mosaics themselves stay.</source>
        <translation>{count} Verbindungen entfernen? Die Mosaike selbst bleiben.</translation>
    </message>
    <message>
        <source>Removing the MosaicJSON engine</source>
        <translation>Die MosaicJSON-Engine wird entfernt</translation>
    </message>
    <message>
        <source>Repaired document</source>
        <translation>Repariertes Dokument</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace a repaired document that is there</source>
        <translation>Ein repariertes Dokument ersetzen, das schon da ist</translation>
    </message>
    <message>
        <source>Replace what is there</source>
        <translation>Ersetzen, was schon da ist</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Requester pays (you are charged)</source>
        <translation>Anfragende zahlen (Ihnen wird es berechnet)</translation>
    </message>
    <message>
        <source>Resampling</source>
        <translation>Umrechnung der Auflösung</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Results ({count})</source>
        <translation>Ergebnisse ({count})</translation>
    </message>
    <message>
        <source>Results of research on the environment; most images are public.</source>
        <translation>Ergebnisse der Umweltforschung; die meisten Bilder sind öffentlich.</translation>
    </message>
    <message>
        <source>Role to take on</source>
        <translation>Rolle, die angenommen wird</translation>
    </message>
    <message>
        <source>Root mean square</source>
        <translation>Quadratisches Mittel</translation>
    </message>
    <message>
        <source>SAS token</source>
        <translation>SAS-Token</translation>
    </message>
    <message>
        <source>STAC API</source>
        <translation>STAC-API</translation>
    </message>
    <message>
        <source>STAC items (*.json *.geojson *.parquet *.geoparquet);;All files (*)</source>
        <translation>STAC-Items (*.json *.geojson *.parquet *.geoparquet);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Sample image</source>
        <translation>Beispielbild</translation>
    </message>
    <message>
        <source>Save Connection</source>
        <translation>Verbindung speichern</translation>
    </message>
    <message>
        <source>Save Mosaic</source>
        <translation>Mosaik speichern</translation>
    </message>
    <message>
        <source>Save as Connection…</source>
        <translation>Als Verbindung speichern…</translation>
    </message>
    <message>
        <source>Save as MosaicJSON</source>
        <translation>Als MosaicJSON speichern</translation>
    </message>
    <message>
        <source>Saving {subject}</source>
        <translation>{subject} wird gespeichert</translation>
    </message>
    <message>
        <source>Say which images to add: files, a folder, layers or a list, or a layer with footprints.</source>
        <translation>Sagen Sie, welche Bilder hinzukommen: Dateien, ein Ordner, Layer oder eine Liste, oder ein Layer mit Umrissen.</translation>
    </message>
    <message>
        <source>Say which images to remove: by names, by an area, or dead links.</source>
        <translation>Sagen Sie, welche Bilder entfernt werden: nach Namen, nach einer Fläche, oder tote Links.</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skalierung</translation>
    </message>
    <message>
        <source>Search It…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Searching {subject}</source>
        <translation>{subject} wird durchsucht</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Es wird gesucht…</translation>
    </message>
    <message>
        <source>Secret access key</source>
        <translation>Geheimer Zugriffsschlüssel</translation>
    </message>
    <message>
        <source>Sent as the header “Authorization: Bearer …”.</source>
        <translation>Wird als Kopfzeile „Authorization: Bearer …“ gesendet.</translation>
    </message>
    <message>
        <source>Sentinel-2 and the elevation models are public. Images with s3:// addresses (NAIP, Landsat, Sentinel-1) are paid for by whoever reads them and need an AWS login.</source>
        <translation>Sentinel-2 und die Höhenmodelle sind öffentlich. Bilder mit s3://-Adressen (NAIP, Landsat, Sentinel-1) zahlt, wer sie liest; sie brauchen eine AWS-Anmeldung.</translation>
    </message>
    <message>
        <source>September to November</source>
        <translation>September bis November</translation>
    </message>
    <message>
        <source>Service account</source>
        <translation>Dienstkonto</translation>
    </message>
    <message>
        <source>Session token</source>
        <translation>Sitzungstoken</translation>
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
        <source>Several coordinate reference systems</source>
        <translation>Mehrere Koordinatenbezugssysteme</translation>
    </message>
    <message>
        <source>Shall it be replaced?</source>
        <translation>Soll es ersetzt werden?</translation>
    </message>
    <message>
        <source>Shared access signature</source>
        <translation>Signatur für geteilten Zugriff (SAS)</translation>
    </message>
    <message>
        <source>Short-wave infrared</source>
        <translation>Kurzwelliges Infrarot</translation>
    </message>
    <message>
        <source>Show &amp;Footprints</source>
        <translation>&amp;Umrisse zeigen</translation>
    </message>
    <message>
        <source>Show E&amp;xact Footprints</source>
        <translation>&amp;Genaue Umrisse zeigen</translation>
    </message>
    <message>
        <source>Show Options</source>
        <translation>Optionen zeigen</translation>
    </message>
    <message>
        <source>Signing</source>
        <translation>Signieren</translation>
    </message>
    <message>
        <source>Size in pixels</source>
        <translation>Größe in Pixeln</translation>
    </message>
    <message>
        <source>Sizes are set in Settings &gt; Options &gt; MosaicJSON.</source>
        <translation>Die Größen werden unter Einstellungen &gt; Optionen &gt; MosaicJSON festgelegt.</translation>
    </message>
    <message>
        <source>Smallest zoom</source>
        <translation>Kleinste Zoomstufe</translation>
    </message>
    <message>
        <source>Smallest zoom (empty: as the images suggest)</source>
        <translation>Kleinste Zoomstufe (leer: wie es zu den Bildern passt)</translation>
    </message>
    <message>
        <source>Smallest zoom (empty: the mosaic’s)</source>
        <translation>Kleinste Zoomstufe (leer: die des Mosaiks)</translation>
    </message>
    <message>
        <source>Some of the cache is in use and stays. Clear it again right after a start of QGIS.</source>
        <translation>Ein Teil des Caches ist in Benutzung und bleibt. Er lässt sich gleich nach einem Start von QGIS leeren.</translation>
    </message>
    <message>
        <source>South in degrees</source>
        <translation>Süden in Grad</translation>
    </message>
    <message>
        <source>Specification, {section}</source>
        <translation>Spezifikation, {section}</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>Standardabweichung</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Storage account</source>
        <translation>Speicherkonto</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Speicherort</translation>
    </message>
    <message>
        <source>Stretch of the values</source>
        <translation>Streckung der Werte</translation>
    </message>
    <message>
        <source>Subscription key</source>
        <translation>Abonnementschlüssel</translation>
    </message>
    <message>
        <source>Such as tcp://scheduler.example.org:8786. The work then runs on the workers of that cluster; they must reach the images. Empty: on this machine.</source>
        <translation>Etwa tcp://scheduler.example.org:8786. Die Arbeit läuft dann auf den Workern dieses Clusters; sie müssen die Bilder erreichen. Leer: auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>Takes images out of a mosaic where it is stored; the images themselves stay where they are. An image is taken out when all of this is true that is given: its name fits, it is in the area, its link is dead.

Names: one in each line, as the mosaic has them, whole addresses, or names of files; * stands for any characters, ? for one.

Area: an extent, or the polygons of a layer. Meant are the images that touch it, those that lie in it wholly, or all images but only in those tiles of the index that lie in it wholly, so that they stay elsewhere.

Dead links: images that are certainly not there any more. One that refuses access or does not answer stays, and is told.

At least one image must be left. Only telling what would be removed changes nothing. What somebody else changes at the same time is kept; when the work fails or is cancelled, the mosaic is as it was.</source>
        <translation>Nimmt Bilder aus einem Mosaik heraus, dort, wo es gespeichert ist; die Bilder selbst bleiben, wo sie sind. Ein Bild wird herausgenommen, wenn alles zutrifft, was angegeben ist: Sein Name passt, es liegt in der Fläche, sein Link ist tot.

Namen: je Zeile einer, wie das Mosaik sie hat, ganze Adressen oder Namen von Dateien; * steht für beliebige Zeichen, ? für eines.

Fläche: eine Ausdehnung oder die Polygone eines Layers. Gemeint sind die Bilder, die sie berühren, die ganz darin liegen, oder alle Bilder, aber nur in den Kacheln des Index, die ganz darin liegen, sodass sie anderswo bleiben.

Tote Links: Bilder, die sicher nicht mehr da sind. Eines, das den Zugriff verweigert oder nicht antwortet, bleibt und wird genannt.

Mindestens ein Bild muss übrig bleiben. Nur zu sagen, was entfernt würde, ändert nichts. Was jemand anders zur selben Zeit ändert, bleibt erhalten; scheitert die Arbeit oder wird sie abgebrochen, ist das Mosaik, wie es war.</translation>
    </message>
    <message>
        <source>Tells for each point which images of a mosaic reach it, in mosaic order, and the values of their own pixels there at full resolution. The field used says whether the value that the mosaic shows comes from that image.

One output has a row for each point and image, another one a row for each point, with the number of images there and the values that the mosaic shows. Both keep the fields of the points. Bands, expression and rule for images above each other are those of the layer or of the address that is given.

Values are as they are stored, without scale and offset unless the layer applies them. Without values only the images’ headers are read. Of parts of multipoints each one counts.</source>
        <translation>Sagt für jeden Punkt, welche Bilder eines Mosaiks ihn erreichen, in Mosaikreihenfolge, und die Werte ihrer eigenen Pixel dort in voller Auflösung. Das Feld used sagt, ob der Wert, den das Mosaik zeigt, von diesem Bild kommt.

Eine Ausgabe hat eine Zeile für jeden Punkt und jedes Bild, eine andere eine Zeile für jeden Punkt, mit der Zahl der Bilder dort und den Werten, die das Mosaik zeigt. Beide behalten die Felder der Punkte. Kanäle, Ausdruck und Regel für übereinanderliegende Bilder sind die des Layers oder der angegebenen Adresse.

Werte sind, wie sie gespeichert sind, ohne Skalierung und Versatz, wenn der Layer sie nicht anwendet. Ohne Werte werden nur die Köpfe der Bilder gelesen. Von Teilen von Multipunkten zählt jeder.</translation>
    </message>
    <message>
        <source>Tells the facts of a mosaic: name, address, version, bounds, CRS, zooms, how many images and tiles it has, how many of them lie above each other, its bands, and when the images were taken where it knows. The facts are numbers for models and scripts, lines in the log, and, where wanted, a page for people and a JSON file.

The whole index is counted, which takes some seconds for a million tiles; of the images only the first ones are looked at. A mosaic whose images cannot be read has facts, too, and says why they cannot. Nothing of what is told holds a login or a signature.</source>
        <translation>Nennt die Angaben zu einem Mosaik: Name, Adresse, Version, Grenzen, KBS, Zoomstufen, wie viele Bilder und Kacheln es hat, wie viele davon übereinanderliegen, seine Kanäle und, wo es das weiß, wann die Bilder aufgenommen wurden. Die Angaben sind Zahlen für Modelle und Skripte, Zeilen im Protokoll und, wo gewünscht, eine Seite für Menschen und eine JSON-Datei.

Der ganze Index wird gezählt, was bei einer Million Kacheln einige Sekunden dauert; von den Bildern werden nur die ersten angesehen. Auch ein Mosaik, dessen Bilder nicht gelesen werden können, hat Angaben und sagt, warum sie es nicht können. Nichts von dem, was genannt wird, enthält eine Anmeldung oder Signatur.</translation>
    </message>
    <message>
        <source>Tenant ID</source>
        <translation>Mandanten-ID</translation>
    </message>
    <message>
        <source>Text or CSV file that names images</source>
        <translation>Text- oder CSV-Datei, die Bilder nennt</translation>
    </message>
    <message>
        <source>That is no key file of a service account: it must be JSON with client_email and private_key.</source>
        <translation>Das ist keine Schlüsseldatei eines Dienstkontos: Es muss JSON mit client_email und private_key sein.</translation>
    </message>
    <message>
        <source>The Dask cluster could not do the work on {subject}. Look after it, or leave the scheduler empty.</source>
        <translation>Der Dask-Cluster konnte die Arbeit an {subject} nicht tun. Sehen Sie nach ihm, oder lassen Sie den Scheduler leer.</translation>
    </message>
    <message>
        <source>The GDAL of this QGIS cannot open this kind of file; GDAL 3.9 and later can.</source>
        <translation>Das GDAL dieses QGIS kann diese Art von Datei nicht öffnen; GDAL ab 3.9 kann es.</translation>
    </message>
    <message>
        <source>The JSON of the search has a fault. Correct it, or change a field to have it written anew.</source>
        <translation>Das JSON der Suche hat einen Fehler. Bitte verbessern, oder ein Feld ändern, damit es neu geschrieben wird.</translation>
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
        <source>The URI of {subject} is on the clipboard.</source>
        <translation>Die URI von {subject} ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The address holds a password or key. Take it out, and choose a login instead.</source>
        <translation>Die Adresse enthält ein Passwort oder einen Schlüssel. Bitte herausnehmen und stattdessen eine Anmeldung wählen.</translation>
    </message>
    <message>
        <source>The address of a store that is not Amazon's own</source>
        <translation>Die Adresse eines Speichers, der nicht Amazons eigener ist</translation>
    </message>
    <message>
        <source>The address of the layer was copied. It holds no password.</source>
        <translation>Die Adresse des Layers wurde kopiert. Sie enthält kein Passwort.</translation>
    </message>
    <message>
        <source>The address of {name} holds a password or key, which would be stored unencrypted; take it out and choose an authentication configuration instead.</source>
        <translation>Die Adresse von {name} enthält ein Passwort oder einen Schlüssel, die unverschlüsselt gespeichert würden; bitte herausnehmen und stattdessen eine Authentifizierungskonfiguration wählen.</translation>
    </message>
    <message>
        <source>The area has no coordinate reference system; set one, so that it can be placed.</source>
        <translation>Die Fläche hat kein Koordinatenbezugssystem; legen Sie eines fest, damit sie einen Platz hat.</translation>
    </message>
    <message>
        <source>The attribution holds active content</source>
        <translation>Die Namensnennung enthält aktive Inhalte</translation>
    </message>
    <message>
        <source>The authentication configuration {id} could not be unlocked with the master password.</source>
        <translation>Die Authentifizierungskonfiguration {id} ließ sich mit dem Masterpasswort nicht entsperren.</translation>
    </message>
    <message>
        <source>The average of all images, in floating-point numbers.</source>
        <translation>Der Durchschnitt aller Bilder, in Gleitkommazahlen.</translation>
    </message>
    <message>
        <source>The bounds are missing</source>
        <translation>Die Grenzen fehlen</translation>
    </message>
    <message>
        <source>The cache in {folder} was cleared.</source>
        <translation>Der Zwischenspeicher in {folder} wurde geleert.</translation>
    </message>
    <message>
        <source>The catalog cannot filter by {names}; that was done here, with what it gave.</source>
        <translation>Der Katalog kann nicht nach {names} filtern; das geschah hier, mit dem, was er lieferte.</translation>
    </message>
    <message>
        <source>The catalog cannot sort; that was done here, with what it gave.</source>
        <translation>Der Katalog kann nicht sortieren; das geschah hier, mit dem, was er lieferte.</translation>
    </message>
    <message>
        <source>The certificate of the package index is not trusted on this machine.</source>
        <translation>Dem Zertifikat des Paketindex wird auf diesem Rechner nicht vertraut.</translation>
    </message>
    <message>
        <source>The connection {name} needs a file or URL.</source>
        <translation>Die Verbindung {name} braucht eine Datei oder URL.</translation>
    </message>
    <message>
        <source>The connections could not be read: {reason}</source>
        <translation>Die Verbindungen konnten nicht gelesen werden: {reason}</translation>
    </message>
    <message>
        <source>The connections could not be written: {reason}</source>
        <translation>Die Verbindungen konnten nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
        <source>The document cannot be read</source>
        <translation>Das Dokument kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>The document is something else</source>
        <translation>Das Dokument ist etwas anderes</translation>
    </message>
    <message>
        <source>The document lists no tiles</source>
        <translation>Das Dokument zählt keine Kacheln auf</translation>
    </message>
    <message>
        <source>The document names it {href}; it has the resolution of zoom {zoom}.</source>
        <translation>Das Dokument nennt es {href}; es hat die Auflösung der Zoomstufe {zoom}.</translation>
    </message>
    <message>
        <source>The document will name the overview image, so it has to stay: choose a file.</source>
        <translation>Das Dokument wird das Übersichtsbild nennen, es muss also bleiben: Wählen Sie eine Datei.</translation>
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
        <source>The engine gets what it needs for a Dask cluster: {count} packages, {download} MB to download.</source>
        <translation>Die Engine bekommt, was sie für einen Dask-Cluster braucht: {count} Pakete, {download} MB herunterzuladen.</translation>
    </message>
    <message>
        <source>The engine is being looked at.</source>
        <translation>Die Engine wird gerade geprüft.</translation>
    </message>
    <message>
        <source>The engine is being removed.</source>
        <translation>Die Engine wird entfernt.</translation>
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
        <source>The engine was removed.</source>
        <translation>Die Engine wurde entfernt.</translation>
    </message>
    <message>
        <source>The engine's packages are in use, perhaps by another QGIS. Close it and try again.</source>
        <translation>Die Pakete der Engine sind in Benutzung, vielleicht durch ein anderes QGIS. Bitte schließen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The expression {expression} cannot be read: {reason}</source>
        <translation>Der Ausdruck {expression} kann nicht gelesen werden: {reason}</translation>
    </message>
    <message>
        <source>The expression {expression} fails for feature {id}: {reason}</source>
        <translation>Der Ausdruck {expression} scheitert bei Objekt {id}: {reason}</translation>
    </message>
    <message>
        <source>The extent must have an area.</source>
        <translation>Die Ausdehnung muss eine Fläche haben.</translation>
    </message>
    <message>
        <source>The extent {extent} is empty.</source>
        <translation>Die Ausdehnung {extent} ist leer.</translation>
    </message>
    <message>
        <source>The file is opened as MosaicJSON, although its name does not say so.</source>
        <translation>Die Datei wird als MosaicJSON geöffnet, obwohl ihr Name das nicht sagt.</translation>
    </message>
    <message>
        <source>The filter begins as JSON, but is none: {reason}</source>
        <translation>Der Filter beginnt wie JSON, ist aber keines: {reason}</translation>
    </message>
    <message>
        <source>The first {shown} of {bands} bands are shown.</source>
        <translation>Die ersten {shown} von {bands} Kanälen werden gezeigt.</translation>
    </message>
    <message>
        <source>The first {shown} of {places} places are shown.</source>
        <translation>Die ersten {shown} von {places} Orten werden gezeigt.</translation>
    </message>
    <message>
        <source>The footprints of {count} images were added.</source>
        <translation>Die Umrisse von {count} Bildern wurden hinzugefügt.</translation>
    </message>
    <message>
        <source>The image that is listed first lies on top; the quickest rule.</source>
        <translation>Das zuerst genannte Bild liegt obenauf; die schnellste Regel.</translation>
    </message>
    <message>
        <source>The image {name} is named by a relative path; say in which folder such paths begin.</source>
        <translation>Das Bild {name} wird mit einem relativen Pfad genannt; sagen Sie, in welchem Ordner solche Pfade beginnen.</translation>
    </message>
    <message>
        <source>The images cannot be looked at; bands can be typed all the same.</source>
        <translation>Die Bilder können nicht angesehen werden; Kanäle lassen sich trotzdem eintippen.</translation>
    </message>
    <message>
        <source>The images have more detail than the document shows</source>
        <translation>Die Bilder haben mehr Einzelheiten, als das Dokument zeigt</translation>
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
        <source>The input has no coordinate reference system; set one for its layer first.</source>
        <translation>Die Eingabe hat kein Koordinatenbezugssystem; legen Sie zuerst eines für ihren Layer fest.</translation>
    </message>
    <message>
        <source>The input was changed while it was read; run it again.</source>
        <translation>Die Eingabe wurde geändert, während sie gelesen wurde; starten Sie noch einmal.</translation>
    </message>
    <message>
        <source>The key of the client certificate cannot be taken out of where it is kept.</source>
        <translation>Der Schlüssel des Client-Zertifikats kann nicht von dort geholt werden, wo er aufbewahrt wird.</translation>
    </message>
    <message>
        <source>The layer gets an alpha band where they do not agree.</source>
        <translation>Der Layer bekommt einen Alphakanal, wo sie nicht übereinstimmen.</translation>
    </message>
    <message>
        <source>The layer is added as soon as the engine is set up: see the message in QGIS's main window.</source>
        <translation>Der Layer wird hinzugefügt, sobald die Engine eingerichtet ist: siehe die Meldung im Hauptfenster von QGIS.</translation>
    </message>
    <message>
        <source>The layer is gone; choose Images Here from the menu of another mosaic.</source>
        <translation>Den Layer gibt es nicht mehr; bitte im Menü eines anderen Mosaiks Bilder hier wählen.</translation>
    </message>
    <message>
        <source>The layer takes a type that holds all values; other programs may fail.</source>
        <translation>Der Layer nimmt einen Typ, der alle Werte fasst; andere Programme scheitern vielleicht.</translation>
    </message>
    <message>
        <source>The layer {name} has no coordinate reference system; set one, so that the footprints can be placed.</source>
        <translation>Der Layer {name} hat kein Koordinatenbezugssystem; legen Sie eines fest, damit die Umrisse einen Platz haben.</translation>
    </message>
    <message>
        <source>The layer {name} has no polygons; choose another one.</source>
        <translation>Der Layer {name} hat keine Polygone; wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>The layer {name} is a mosaic itself; put mosaics together with “Merge mosaics”.</source>
        <translation>Der Layer {name} ist selbst ein Mosaik; setzen Sie Mosaike mit „Mosaike zusammenführen“ zusammen.</translation>
    </message>
    <message>
        <source>The layer {name} is no image file: its source is {source}.</source>
        <translation>Der Layer {name} ist keine Bilddatei: Seine Quelle ist {source}.</translation>
    </message>
    <message>
        <source>The layer {name} is no mosaic; choose a MosaicJSON layer or give the address of a mosaic.</source>
        <translation>Der Layer {name} ist kein Mosaik; wählen Sie einen MosaicJSON-Layer oder geben Sie die Adresse eines Mosaiks an.</translation>
    </message>
    <message>
        <source>The login is locked by QGIS's master password.</source>
        <translation>Die Anmeldung ist durch QGIS' Hauptpasswort verschlossen.</translation>
    </message>
    <message>
        <source>The login is used for images in this account only; empty: in that of the document</source>
        <translation>Die Anmeldung gilt nur für Bilder in diesem Konto; leer: in dem des Dokuments</translation>
    </message>
    <message>
        <source>The login needs a name.</source>
        <translation>Die Anmeldung braucht einen Namen.</translation>
    </message>
    <message>
        <source>The logins go to the cluster over a connection that others can read. Use a scheduler with tls://.</source>
        <translation>Die Anmeldungen gehen über eine Verbindung zum Cluster, die andere mitlesen können. Nehmen Sie einen Scheduler mit tls://.</translation>
    </message>
    <message>
        <source>The middle value of all images, which leaves clouds and shadows out.</source>
        <translation>Der mittlere Wert aller Bilder, was Wolken und Schatten weglässt.</translation>
    </message>
    <message>
        <source>The mosaic as a new layer would show it</source>
        <translation>Das Mosaik, wie ein neuer Layer es zeigen würde</translation>
    </message>
    <message>
        <source>The mosaic has another order of images in some tiles; the GDAL file has one for all, so other images may lie on top there.</source>
        <translation>Das Mosaik hat in manchen Kacheln eine andere Reihenfolge der Bilder; die GDAL-Datei hat eine für alle, daher können dort andere Bilder obenauf liegen.</translation>
    </message>
    <message>
        <source>The mosaic has more images; these are some from all over it.</source>
        <translation>Das Mosaik hat mehr Bilder; dies sind einige von überall.</translation>
    </message>
    <message>
        <source>The mosaic is being opened; the layer is added as soon as it is there.</source>
        <translation>Das Mosaik wird geöffnet; der Layer wird hinzugefügt, sobald es da ist.</translation>
    </message>
    <message>
        <source>The mosaic is being opened; the layer shows it as soon as it is there.</source>
        <translation>Das Mosaik wird geöffnet; der Layer zeigt es, sobald es da ist.</translation>
    </message>
    <message>
        <source>The mosaic is being saved; QGIS's status bar shows how far it is.</source>
        <translation>Das Mosaik wird gespeichert; QGIS' Statuszeile zeigt, wie weit es ist.</translation>
    </message>
    <message>
        <source>The mosaic is not open.</source>
        <translation>Das Mosaik ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>The mosaic or the settings have changed since the export was left; it began anew.</source>
        <translation>Das Mosaik oder die Einstellungen haben sich geändert, seit der Export liegen blieb; er begann von vorn.</translation>
    </message>
    <message>
        <source>The mosaic’s pixel selection is not the first image; the GDAL file shows the first one, as GDAL does.</source>
        <translation>Die Pixelauswahl des Mosaiks ist nicht das erste Bild; die GDAL-Datei zeigt das erste, wie GDAL es tut.</translation>
    </message>
    <message>
        <source>The name of a header has no space and no colon.</source>
        <translation>Der Name einer Kopfzeile hat kein Leerzeichen und keinen Doppelpunkt.</translation>
    </message>
    <message>
        <source>The output takes no more features: {reason}</source>
        <translation>Die Ausgabe nimmt keine weiteren Objekte an: {reason}</translation>
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
        <source>The polygons have too many vertices; simplify them first.</source>
        <translation>Die Polygone haben zu viele Stützpunkte; vereinfachen Sie sie zuerst.</translation>
    </message>
    <message>
        <source>The preview comes when the MosaicJSON engine is set up.</source>
        <translation>Die Vorschau kommt, wenn die MosaicJSON-Engine eingerichtet ist.</translation>
    </message>
    <message>
        <source>The preview was cancelled.</source>
        <translation>Die Vorschau wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The property, as the API or the images name it</source>
        <translation>Die Eigenschaft, wie die API oder die Bilder sie nennen</translation>
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
        <source>The repaired document does not list them there.</source>
        <translation>Das reparierte Dokument zählt sie dort nicht auf.</translation>
    </message>
    <message>
        <source>The repaired document does not list them.</source>
        <translation>Das reparierte Dokument zählt sie nicht auf.</translation>
    </message>
    <message>
        <source>The repaired document has bounds that fit.</source>
        <translation>Das reparierte Dokument hat Grenzen, die passen.</translation>
    </message>
    <message>
        <source>The repaired document has the bounds of its images.</source>
        <translation>Das reparierte Dokument hat die Grenzen seiner Bilder.</translation>
    </message>
    <message>
        <source>The repaired document has the zooms of its tiles and images.</source>
        <translation>Das reparierte Dokument hat die Zoomstufen seiner Kacheln und Bilder.</translation>
    </message>
    <message>
        <source>The report is in the clipboard. Read it before you send it: it names folders and images.</source>
        <translation>Der Bericht ist in der Zwischenablage. Bitte vor dem Absenden lesen: Er nennt Ordner und Bilder.</translation>
    </message>
    <message>
        <source>The search for {subject} takes longer than QGIS may wait. It goes on in the background, and you are told when it is there. A narrower query, a smaller max_items or a larger limit (items per page) makes it faster.</source>
        <translation>Die Suche nach {subject} dauert länger, als QGIS warten darf. Sie geht im Hintergrund weiter, und Sie erfahren, wenn sie fertig ist. Eine engere Abfrage, ein kleineres max_items oder ein größeres limit (Einträge je Seite) macht sie schneller.</translation>
    </message>
    <message>
        <source>The search has a filter of its own in its JSON, under Advanced; rows cannot say the same.</source>
        <translation>Die Suche hat einen eigenen Filter in ihrem JSON, unter Erweitert; Zeilen können dasselbe nicht sagen.</translation>
    </message>
    <message>
        <source>The search was changed since: press Search to see what it finds now.</source>
        <translation>Die Suche wurde inzwischen geändert: Suchen zeigt, was sie jetzt findet.</translation>
    </message>
    <message>
        <source>The service does not sign such links; the image is read without.</source>
        <translation>Der Dienst signiert solche Links nicht; das Bild wird ohne Signatur gelesen.</translation>
    </message>
    <message>
        <source>The service knows no such container, so links stay as they are.</source>
        <translation>Der Dienst kennt keinen solchen Container, darum bleiben die Links, wie sie sind.</translation>
    </message>
    <message>
        <source>The single bands are B04_10m, B03_10m, B02_10m and so on.</source>
        <translation>Die einzelnen Kanäle sind B04_10m, B03_10m, B02_10m und so weiter.</translation>
    </message>
    <message>
        <source>The statistics of {subject} could not be sampled, so the data type's range is used: {detail}</source>
        <translation>Die Statistik von {subject} konnte nicht ermittelt werden, deshalb gilt der Wertebereich des Datentyps: {detail}</translation>
    </message>
    <message>
        <source>The table has all of them.</source>
        <translation>Die Tabelle hat sie alle.</translation>
    </message>
    <message>
        <source>The time must not end before it begins.</source>
        <translation>Die Zeit darf nicht enden, bevor sie beginnt.</translation>
    </message>
    <message>
        <source>The values could not be read; see the MosaicJSON log.</source>
        <translation>Die Werte konnten nicht gelesen werden; siehe das Protokoll MosaicJSON.</translation>
    </message>
    <message>
        <source>The values of all images added up, in floating-point numbers.</source>
        <translation>Die Werte aller Bilder zusammengezählt, in Gleitkommazahlen.</translation>
    </message>
    <message>
        <source>The version of the mosaic is none</source>
        <translation>Die Version des Mosaiks ist keine</translation>
    </message>
    <message>
        <source>The version of the specification is none</source>
        <translation>Die Version der Spezifikation ist keine</translation>
    </message>
    <message>
        <source>The zoom of the index is too large</source>
        <translation>Die Zoomstufe des Index ist zu groß</translation>
    </message>
    <message>
        <source>There is a connection called {name} already; choose another name.</source>
        <translation>Es gibt schon eine Verbindung namens {name}; bitte einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is a document at {subject} already.</source>
        <translation>Bei {subject} gibt es schon ein Dokument.</translation>
    </message>
    <message>
        <source>There is a mosaic called {name} already. Replace it?</source>
        <translation>Es gibt schon ein Mosaik namens {name}. Ersetzen?</translation>
    </message>
    <message>
        <source>There is no STAC catalog at {subject}. Check the address; it is that of the API's landing page.</source>
        <translation>Bei {subject} gibt es keinen STAC-Katalog. Bitte die Adresse prüfen; es ist die der Startseite der API.</translation>
    </message>
    <message>
        <source>There is no URI of a mosaic on the clipboard; copy one, such as https://host/mosaic.mosaicjson.</source>
        <translation>In der Zwischenablage ist keine URI eines Mosaiks; bitte eine kopieren, etwa https://host/mosaic.mosaicjson.</translation>
    </message>
    <message>
        <source>There is no authentication configuration with the id {id} in this QGIS profile.</source>
        <translation>In diesem QGIS-Profil gibt es keine Authentifizierungskonfiguration mit der Kennung {id}.</translation>
    </message>
    <message>
        <source>There is no connection called {name}.</source>
        <translation>Es gibt keine Verbindung namens {name}.</translation>
    </message>
    <message>
        <source>There is no field {name} in {layer}; it has {known}.</source>
        <translation>Es gibt kein Feld {name} in {layer}; er hat {known}.</translation>
    </message>
    <message>
        <source>There is no point and no polygon in the input.</source>
        <translation>In der Eingabe ist kein Punkt und kein Polygon.</translation>
    </message>
    <message>
        <source>There is no point in the input.</source>
        <translation>In der Eingabe ist kein Punkt.</translation>
    </message>
    <message>
        <source>There is no such file. Check the path.</source>
        <translation>Diese Datei gibt es nicht. Bitte den Pfad prüfen.</translation>
    </message>
    <message>
        <source>There is no such folder. Check the path.</source>
        <translation>Es gibt keinen solchen Ordner. Bitte den Pfad prüfen.</translation>
    </message>
    <message>
        <source>There is not enough space for the engine in the QGIS profile.</source>
        <translation>Im QGIS-Profil ist nicht genug Platz für die Engine.</translation>
    </message>
    <message>
        <source>These are the settings of the layer “{name}”.</source>
        <translation>Dies sind die Einstellungen des Layers „{name}“.</translation>
    </message>
    <message>
        <source>These are {count} images. Add them as one mosaic or as separate layers?</source>
        <translation>Das sind {count} Bilder. Als ein Mosaik oder als getrennte Layer hinzufügen?</translation>
    </message>
    <message>
        <source>They are drawn all the same. Check that they lie where they should.</source>
        <translation>Sie werden trotzdem gezeichnet. Prüfen Sie, ob sie liegen, wo sie sollen.</translation>
    </message>
    <message>
        <source>Third quartile</source>
        <translation>Drittes Quartil</translation>
    </message>
    <message>
        <source>This cannot be done with {subject}. Check the parameters, and the options in the mosaic’s address.</source>
        <translation>Mit {subject} geht das so nicht. Prüfen Sie die Parameter und die Optionen in der Adresse des Mosaiks.</translation>
    </message>
    <message>
        <source>This catalog has no search. Open one of its lists of items as a layer instead.</source>
        <translation>Dieser Katalog hat keine Suche. Bitte stattdessen eine seiner Listen von Items als Layer öffnen.</translation>
    </message>
    <message>
        <source>This file cannot be read. Check its permissions.</source>
        <translation>Diese Datei kann nicht gelesen werden. Bitte ihre Rechte prüfen.</translation>
    </message>
    <message>
        <source>This image lies on top of all others; click to have it in its place again</source>
        <translation>Dieses Bild liegt auf allen anderen; ein Klick bringt es wieder an seinen Platz</translation>
    </message>
    <message>
        <source>This is GeoJSON, no mosaic. It can be added as a vector layer.</source>
        <translation>Das ist GeoJSON, kein Mosaik. Es kann als Vektorlayer hinzugefügt werden.</translation>
    </message>
    <message>
        <source>This is STAC, no MosaicJSON. Its images can be opened as a mosaic all the same.</source>
        <translation>Das ist STAC, kein MosaicJSON. Seine Bilder können trotzdem als Mosaik geöffnet werden.</translation>
    </message>
    <message>
        <source>This is a folder. Choose a MosaicJSON file in it.</source>
        <translation>Das ist ein Ordner. Bitte eine MosaicJSON-Datei darin wählen.</translation>
    </message>
    <message>
        <source>This is a folder. Give the file a name.</source>
        <translation>Das ist ein Ordner. Bitte der Datei einen Namen geben.</translation>
    </message>
    <message>
        <source>This is meant where a mosaic was made with a minimum cover or a maximum per tile.</source>
        <translation>Das ist so gewollt, wo ein Mosaik mit einer Mindestabdeckung oder einer Höchstzahl je Kachel erzeugt wurde.</translation>
    </message>
    <message>
        <source>This is no MosaicJSON document: it has no top-level key “mosaicjson”. Choose another file.</source>
        <translation>Das ist kein MosaicJSON-Dokument: ihm fehlt auf oberster Ebene der Schlüssel „mosaicjson“. Bitte eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>This is no search: {reason} The fields stay as they were.</source>
        <translation>Das ist keine Suche: {reason} Die Felder bleiben, wie sie waren.</translation>
    </message>
    <message>
        <source>This login is for another store than the mosaic's.</source>
        <translation>Diese Anmeldung ist für einen anderen Speicher als den des Mosaiks.</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>Dieses Jahr</translation>
    </message>
    <message>
        <source>Tile matrix set</source>
        <translation>Kachelmatrixsatz</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>Kacheln</translation>
    </message>
    <message>
        <source>Tiles by zoom</source>
        <translation>Kacheln nach Zoomstufe</translation>
    </message>
    <message>
        <source>Tiles do not list all their images</source>
        <translation>Kacheln zählen nicht alle ihre Bilder auf</translation>
    </message>
    <message>
        <source>Tiles in the document</source>
        <translation>Kacheln im Dokument</translation>
    </message>
    <message>
        <source>Tiles in the index</source>
        <translation>Kacheln im Index</translation>
    </message>
    <message>
        <source>Tiles list images that do not reach into them</source>
        <translation>Kacheln zählen Bilder auf, die nicht in sie hineinreichen</translation>
    </message>
    <message>
        <source>Tiles list images that lie elsewhere</source>
        <translation>Kacheln zählen Bilder auf, die anderswo liegen</translation>
    </message>
    <message>
        <source>Tiles outside the bounds</source>
        <translation>Kacheln außerhalb der Grenzen</translation>
    </message>
    <message>
        <source>Tiles with an empty list</source>
        <translation>Kacheln mit leerer Liste</translation>
    </message>
    <message>
        <source>Tiles without a list of images</source>
        <translation>Kacheln ohne Liste von Bildern</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Time series</source>
        <translation>Zeitreihe</translation>
    </message>
    <message>
        <source>Time series at points and polygons</source>
        <translation>Zeitreihe an Punkten und Polygonen</translation>
    </message>
    <message>
        <source>Time series of {mosaic}</source>
        <translation>Zeitreihe von {mosaic}</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Trying a login</source>
        <translation>Eine Anmeldung wird versucht</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>Wird versucht…</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Uncovered ground</source>
        <translation>Nicht abgedeckte Fläche</translation>
    </message>
    <message>
        <source>Undo Last Change</source>
        <translation>Letzte Änderung rückgängig machen</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>User name and password</source>
        <translation>Benutzername und Passwort</translation>
    </message>
    <message>
        <source>Valid, as far as the document goes: no image was looked at</source>
        <translation>Gültig, was das Dokument angeht: Kein Bild wurde angesehen</translation>
    </message>
    <message>
        <source>Valid, with {count} warnings</source>
        <translation>Gültig, mit {count} Warnungen</translation>
    </message>
    <message>
        <source>Valid: nothing is wrong with it</source>
        <translation>Gültig: Nichts ist falsch daran</translation>
    </message>
    <message>
        <source>Validate mosaic</source>
        <translation>Mosaik prüfen</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Value for no data (empty: as in the mosaic)</source>
        <translation>Wert für keine Daten (leer: wie im Mosaik)</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Vegetation index (NDVI)</source>
        <translation>Vegetationsindex (NDVI)</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Virtual raster (*.vrt);;Raster tile index (*.gti.gpkg)</source>
        <translation>Virtuelles Raster (*.vrt);;Rasterkachelindex (*.gti.gpkg)</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Water index (NDWI)</source>
        <translation>Wasserindex (NDWI)</translation>
    </message>
    <message>
        <source>Web addresses and STAC APIs</source>
        <translation>Webadressen und STAC-APIs</translation>
    </message>
    <message>
        <source>West in degrees</source>
        <translation>Westen in Grad</translation>
    </message>
    <message>
        <source>What a mosaic holds is shown here as soon as its address is complete.</source>
        <translation>Was ein Mosaik enthält, wird hier gezeigt, sobald seine Adresse vollständig ist.</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Was falsch ist</translation>
    </message>
    <message>
        <source>What must be so</source>
        <translation>Was gelten muss</translation>
    </message>
    <message>
        <source>What the document calls it</source>
        <translation>Wie das Dokument es nennt</translation>
    </message>
    <message>
        <source>What the images are like</source>
        <translation>Wie die Bilder sind</translation>
    </message>
    <message>
        <source>What the mosaic names</source>
        <translation>Was das Mosaik nennt</translation>
    </message>
    <message>
        <source>What the names of all images begin with (said once in the document)</source>
        <translation>Womit die Namen aller Bilder beginnen (einmal im Dokument gesagt)</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>What was not checked</source>
        <translation>Was nicht geprüft wurde</translation>
    </message>
    <message>
        <source>What was put right</source>
        <translation>Was in Ordnung gebracht wurde</translation>
    </message>
    <message>
        <source>What {subject} answers is no STAC catalog. Check the address; it is that of the API's landing page.</source>
        <translation>Was {subject} antwortet, ist kein STAC-Katalog. Bitte die Adresse prüfen; es ist die der Startseite der API.</translation>
    </message>
    <message>
        <source>When the first image was taken</source>
        <translation>Wann das erste Bild aufgenommen wurde</translation>
    </message>
    <message>
        <source>When the last image was taken</source>
        <translation>Wann das letzte Bild aufgenommen wurde</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Where more match, the first {count} that the catalog names are taken; others are missing from the map.</source>
        <translation>Wo mehr passen, werden die ersten {count} genommen, die der Katalog nennt; andere fehlen auf der Karte.</translation>
    </message>
    <message>
        <source>Where more match, the newest {count} are taken and older ones are missing from the map.</source>
        <translation>Wo mehr passen, werden die neuesten {count} genommen, und ältere fehlen auf der Karte.</translation>
    </message>
    <message>
        <source>Where more match, the oldest {count} are taken and newer ones are missing from the map.</source>
        <translation>Wo mehr passen, werden die ältesten {count} genommen, und neuere fehlen auf der Karte.</translation>
    </message>
    <message>
        <source>Where more match, the {count} with the fewest clouds are taken; others are missing from the map.</source>
        <translation>Wo mehr passen, werden die {count} mit den wenigsten Wolken genommen; andere fehlen auf der Karte.</translation>
    </message>
    <message>
        <source>Where the mosaic lies</source>
        <translation>Wo das Mosaik liegt</translation>
    </message>
    <message>
        <source>Whether the mosaic has no errors</source>
        <translation>Ob das Mosaik keine Fehler hat</translation>
    </message>
    <message>
        <source>Which images of the area</source>
        <translation>Welche Bilder der Fläche</translation>
    </message>
    <message>
        <source>Which items are on top</source>
        <translation>Welche Items obenauf liegen</translation>
    </message>
    <message>
        <source>With * and ?, several with a semicolon, such as *_B04.tif;*.jp2. With a slash: of paths below the folder.</source>
        <translation>Mit * und ?, mehrere mit einem Strichpunkt, etwa *_B04.tif;*.jp2. Mit Schrägstrich: von Pfaden unterhalb des Ordners.</translation>
    </message>
    <message>
        <source>With or without the question mark</source>
        <translation>Mit oder ohne das Fragezeichen</translation>
    </message>
    <message>
        <source>Without QGIS's master password nothing can be kept; press Save again to enter it.</source>
        <translation>Ohne QGIS' Hauptpasswort kann nichts aufbewahrt werden; bitte noch einmal auf Speichern drücken, um es einzugeben.</translation>
    </message>
    <message>
        <source>Without hosts, the login is used only for images on the document's own host.</source>
        <translation>Ohne Hosts gilt die Anmeldung nur für Bilder auf dem Host des Dokuments.</translation>
    </message>
    <message>
        <source>Write tiles without images, too</source>
        <translation>Auch Kacheln ohne Bilder schreiben</translation>
    </message>
    <message>
        <source>Writes a file by which GDAL, and so every program that has it, opens the mosaic without this plugin: a virtual raster (.vrt), or a raster tile index (.gti.gpkg) for GDAL 3.9 and later, which suits many thousands of images.

It has the mosaic’s bands, nodata value and order, and refers to the images where they are; those beside it or in folders below are named relative to it. Where all images have the same CRS, pixels are as they are; else they are warped to the mosaic’s CRS as they are read.

Logins do not stand in it: GDAL needs its own. A mosaic with an order for each tile gets the one that fits most.</source>
        <translation>Schreibt eine Datei, mit der GDAL, und so jedes Programm, das es hat, das Mosaik ohne dieses Plugin öffnet: ein virtuelles Raster (.vrt) oder einen Rasterkachelindex (.gti.gpkg) für GDAL ab 3.9, der zu vielen Tausend Bildern passt.

Sie hat Kanäle, Nodata-Wert und Reihenfolge des Mosaiks und verweist auf die Bilder, wo sie sind; die daneben oder in Ordnern darunter werden relativ zu ihr genannt. Haben alle Bilder dasselbe KBS, sind die Pixel, wie sie sind; sonst werden sie beim Lesen in das KBS des Mosaiks umgerechnet.

Anmeldungen stehen nicht darin: GDAL braucht seine eigene. Ein Mosaik mit einer Reihenfolge je Kachel bekommt die, die am besten passt.</translation>
    </message>
    <message>
        <source>Writes a mosaic, or the present result of a STAC search, as a MosaicJSON of its own: to a file (.json, or .json.gz for a compressed one), s3://, gs://, az://, dynamodb:// or sqlite://. Images stay where they are; they are named by their whole addresses, without signatures. The new mosaic appears whole or not at all.</source>
        <translation>Schreibt ein Mosaik oder das jetzige Ergebnis einer STAC-Suche als eigenes MosaicJSON: in eine Datei (.json, oder .json.gz für eine komprimierte), nach s3://, gs://, az://, dynamodb:// oder sqlite://. Bilder bleiben, wo sie sind; sie werden mit ihren ganzen Adressen genannt, ohne Signaturen. Das neue Mosaik erscheint ganz oder gar nicht.</translation>
    </message>
    <message>
        <source>Writes one mosaic that has the images of several, the first one topmost. The mosaics are layers of the project, files, or addresses, one in each line, which come after the layers and files. Present results of STAC searches will do, too. They must have one tile matrix set.

Smallest and largest zoom are those of all together. The zoom of the index is the finest one of the mosaics, unless the index would become too large; it changes nothing of what is drawn. No image is opened. Images are named by their whole addresses, without signatures; an image of several mosaics is listed once. The attribution is that of all.</source>
        <translation>Schreibt ein Mosaik, das die Bilder mehrerer hat, das erste obenauf. Die Mosaike sind Layer des Projekts, Dateien oder Adressen, eine je Zeile, die nach den Layern und Dateien kommen. Auch jetzige Ergebnisse von STAC-Suchen gehen. Sie müssen denselben Kachelmatrixsatz haben.

Kleinste und größte Zoomstufe sind die aller zusammen. Die Zoomstufe des Index ist die feinste der Mosaike, wenn der Index nicht zu groß würde; an der Zeichnung ändert sie nichts. Kein Bild wird geöffnet. Bilder werden mit ihren ganzen Adressen genannt, ohne Signaturen; ein Bild mehrerer Mosaike wird einmal aufgezählt. Die Namensnennung ist die aller.</translation>
    </message>
    <message>
        <source>Writes the pixels of a mosaic as a Cloud-Optimized GeoTIFF with overviews: an extent, at a resolution, in any coordinate reference system, cut along the polygons of a layer. Each pixel is drawn from the images themselves, with their values, not with the colours of a layer.

The grid of pixels begins at the west and north edge of the extent. Without a resolution the pixels are as large as those of the mosaic’s finest zoom. What is larger than a file may be is written as several files in a folder and a VRT over them.

What is finished is kept beside the new file, in a folder that ends in .part. When the export was cancelled, or something failed, the same export goes on where it was; with other settings, or another mosaic, it begins anew. An image that cannot be read ends the export, unless such images are to be left out.

A value for no data replaces transparency and what the mosaic has for no data; choose one that no pixel has.</source>
        <translation>Schreibt die Pixel eines Mosaiks als Cloud-Optimized GeoTIFF mit Übersichten: eine Ausdehnung, in einer Auflösung, in einem beliebigen Koordinatenbezugssystem, geschnitten an den Polygonen eines Layers. Jedes Pixel wird aus den Bildern selbst gezeichnet, mit ihren Werten, nicht mit den Farben eines Layers.

Das Raster der Pixel beginnt am West- und Nordrand der Ausdehnung. Ohne Auflösung sind die Pixel so groß wie die der feinsten Zoomstufe des Mosaiks. Was größer ist, als eine Datei sein darf, wird als mehrere Dateien in einem Ordner und ein VRT darüber geschrieben.

Was fertig ist, wird neben der neuen Datei aufgehoben, in einem Ordner, der auf .part endet. Wurde der Export abgebrochen oder scheiterte etwas, geht derselbe Export dort weiter, wo er war; mit anderen Einstellungen oder einem anderen Mosaik beginnt er von vorn. Ein Bild, das nicht gelesen werden kann, beendet den Export, wenn solche Bilder nicht ausgelassen werden sollen.

Ein Wert für keine Daten ersetzt Durchsichtigkeit und was das Mosaik dafür hat; wählen Sie einen, den kein Pixel hat.</translation>
    </message>
    <message>
        <source>Wrong bounds</source>
        <translation>Falsche Grenzen</translation>
    </message>
    <message>
        <source>Wrong layers</source>
        <translation>Falsche layers</translation>
    </message>
    <message>
        <source>Your account will be charged for what is read with this login.</source>
        <translation>Was mit dieser Anmeldung gelesen wird, wird Ihrem Konto berechnet.</translation>
    </message>
    <message>
        <source>Zoom levels</source>
        <translation>Zoomstufen</translation>
    </message>
    <message>
        <source>Zoom of the index</source>
        <translation>Zoomstufe des Index</translation>
    </message>
    <message>
        <source>Zoom of the index (empty: the finest of the mosaics)</source>
        <translation>Zoomstufe des Index (leer: die feinste der Mosaike)</translation>
    </message>
    <message>
        <source>Zoom of the index (empty: the smallest zoom)</source>
        <translation>Zoomstufe des Index (leer: die kleinste Zoomstufe)</translation>
    </message>
    <message>
        <source>Zoom of the squares (empty: as in the index)</source>
        <translation>Zoomstufe der Quadrate (leer: wie im Index)</translation>
    </message>
    <message>
        <source>Zoom to &amp;Native Scale</source>
        <translation>Auf &amp;eigene Auflösung zoomen</translation>
    </message>
    <message>
        <source>Zoom whose resolution it has</source>
        <translation>Zoomstufe, deren Auflösung es hat</translation>
    </message>
    <message>
        <source>Zoom whose resolution it has (empty: below the mosaic’s smallest)</source>
        <translation>Zoomstufe, deren Auflösung es hat (leer: unter der kleinsten des Mosaiks)</translation>
    </message>
    <message>
        <source>Zoom {zoom}</source>
        <translation>Zoomstufe {zoom}</translation>
    </message>
    <message>
        <source>Zooms</source>
        <translation>Zoomstufen</translation>
    </message>
    <message>
        <source>Zooms in the wrong order</source>
        <translation>Zoomstufen in der falschen Reihenfolge</translation>
    </message>
    <message>
        <source>and an alpha band</source>
        <translation>und ein Alphakanal</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>bands</source>
        <translation>Kanäle</translation>
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
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>images per tile at most</source>
        <translation>Bilder je Kachel höchstens</translation>
    </message>
    <message>
        <source>is like</source>
        <translation>ist wie</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>is one of</source>
        <translation>ist eines von</translation>
    </message>
    <message>
        <source>is there</source>
        <translation>ist da</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>more than {count}</source>
        <translation>mehr als {count}</translation>
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
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>not read: {message}</source>
        <translation>nicht gelesen: {message}</translation>
    </message>
    <message>
        <source>nothing was changed.</source>
        <translation>nichts wurde geändert.</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>of {total} images looked at</source>
        <translation>von {total} Bildern angesehen</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>in Ordnung</translation>
    </message>
    <message>
        <source>on top ({place})</source>
        <translation>obenauf ({place})</translation>
    </message>
    <message>
        <source>scale {scale}, offset {offset}</source>
        <translation>Skalierung {scale}, Versatz {offset}</translation>
    </message>
    <message>
        <source>see Advanced</source>
        <translation>siehe Erweitert</translation>
    </message>
    <message>
        <source>the bands' nodata value</source>
        <translation>der Nodata-Wert der Kanäle</translation>
    </message>
    <message>
        <source>the disk may be full, or the file is not to be written.</source>
        <translation>der Datenträger ist vielleicht voll, oder die Datei darf nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>the limit cuts off those with more clouds</source>
        <translation>die Höchstzahl lässt die mit mehr Wolken weg</translation>
    </message>
    <message>
        <source>the limit cuts the newer ones off</source>
        <translation>die Höchstzahl lässt die neueren weg</translation>
    </message>
    <message>
        <source>the limit cuts the older ones off</source>
        <translation>die Höchstzahl lässt die älteren weg</translation>
    </message>
    <message>
        <source>the limit cuts the others off</source>
        <translation>die Höchstzahl lässt die anderen weg</translation>
    </message>
    <message>
        <source>tiles in the index</source>
        <translation>Kacheln im Index</translation>
    </message>
    <message>
        <source>today</source>
        <translation>heute</translation>
    </message>
    <message>
        <source>transparent (alpha band)</source>
        <translation>durchsichtig (Alphakanal)</translation>
    </message>
    <message>
        <source>up to {percent} %</source>
        <translation>bis {percent} %</translation>
    </message>
    <message>
        <source>values from {minimum} to {maximum}</source>
        <translation>Werte von {minimum} bis {maximum}</translation>
    </message>
    <message>
        <source>{added} images were added, {skipped} were left out.</source>
        <translation>{added} Bilder wurden hinzugefügt, {skipped} ausgelassen.</translation>
    </message>
    <message>
        <source>{address} is no address of a Dask scheduler: give one such as tcp://scheduler.example.org:8786.</source>
        <translation>{address} ist keine Adresse eines Dask-Schedulers: Geben Sie eine an wie tcp://scheduler.example.org:8786.</translation>
    </message>
    <message>
        <source>{begin} to {end}</source>
        <translation>{begin} bis {end}</translation>
    </message>
    <message>
        <source>{count} connections are in {file} now, without logins.</source>
        <translation>{count} Verbindungen sind jetzt in {file}, ohne Anmeldungen.</translation>
    </message>
    <message>
        <source>{count} connections were taken over, {refused} were left out.</source>
        <translation>{count} Verbindungen wurden übernommen, {refused} wurden ausgelassen.</translation>
    </message>
    <message>
        <source>{count} connections were taken over.</source>
        <translation>{count} Verbindungen wurden übernommen.</translation>
    </message>
    <message>
        <source>{count} could not be read</source>
        <translation>{count} konnten nicht gelesen werden</translation>
    </message>
    <message>
        <source>{count} footprints of {images} images.</source>
        <translation>{count} Umrisse von {images} Bildern.</translation>
    </message>
    <message>
        <source>{count} images</source>
        <translation>{count} Bilder</translation>
    </message>
    <message>
        <source>{count} images are left out in all; the first {first} are named above.</source>
        <translation>{count} Bilder sind insgesamt ausgelassen; die ersten {first} sind oben genannt.</translation>
    </message>
    <message>
        <source>{count} images are left out or on top, more than a layer's address can hold. Search for fewer, or use Save as MosaicJSON.</source>
        <translation>{count} Bilder sind ausgelassen oder obenauf, mehr als die Adresse eines Layers fasst. Bitte nach weniger suchen, oder Als MosaicJSON speichern benutzen.</translation>
    </message>
    <message>
        <source>{count} images of {subject} lie here, first one on top.</source>
        <translation>{count} Bilder von {subject} liegen hier, das oberste zuerst.</translation>
    </message>
    <message>
        <source>{count} later values are left out of the chart.</source>
        <translation>{count} spätere Werte fehlen im Diagramm.</translation>
    </message>
    <message>
        <source>{count} left out</source>
        <translation>{count} ausgelassen</translation>
    </message>
    <message>
        <source>{count} more are left out.</source>
        <translation>{count} weitere sind ausgelassen.</translation>
    </message>
    <message>
        <source>{count} on top</source>
        <translation>{count} obenauf</translation>
    </message>
    <message>
        <source>{count} points, {images} images at them.</source>
        <translation>{count} Punkte, {images} Bilder daran.</translation>
    </message>
    <message>
        <source>{count} polygons are large and were read at a coarser resolution.</source>
        <translation>{count} Polygone sind groß und wurden gröber gelesen.</translation>
    </message>
    <message>
        <source>{count} squares of {tiles} tiles; {images} different images, at most {most} in one square.</source>
        <translation>{count} Quadrate von {tiles} Kacheln; {images} verschiedene Bilder, höchstens {most} in einem Quadrat.</translation>
    </message>
    <message>
        <source>{count} tiles in the zooms {first} to {last}</source>
        <translation>{count} Kacheln in den Zoomstufen {first} bis {last}</translation>
    </message>
    <message>
        <source>{count} times</source>
        <translation>{count}-mal</translation>
    </message>
    <message>
        <source>{count} values at {places} places, {begin} to {end} (UTC).</source>
        <translation>{count} Werte an {places} Orten, {begin} bis {end} (UTC).</translation>
    </message>
    <message>
        <source>{degrees}° E</source>
        <translation>{degrees}° O</translation>
    </message>
    <message>
        <source>{degrees}° N</source>
        <translation>{degrees}° N</translation>
    </message>
    <message>
        <source>{degrees}° S</source>
        <translation>{degrees}° S</translation>
    </message>
    <message>
        <source>{degrees}° W</source>
        <translation>{degrees}° W</translation>
    </message>
    <message>
        <source>{done} of {all} parts were finished by an earlier run.</source>
        <translation>{done} von {all} Teilen waren von einem früheren Lauf fertig.</translation>
    </message>
    <message>
        <source>{file} holds no connections to mosaics; choose a file that this plugin has exported.</source>
        <translation>{file} enthält keine Verbindungen zu Mosaiken; bitte eine Datei wählen, die diese Erweiterung exportiert hat.</translation>
    </message>
    <message>
        <source>{id} (not in this QGIS profile)</source>
        <translation>{id} (nicht in diesem QGIS-Profil)</translation>
    </message>
    <message>
        <source>{images} images in {tiles} tiles, zooms {minzoom} to {maxzoom}; {left_out} left out.</source>
        <translation>{images} Bilder in {tiles} Kacheln, Zoomstufen {minzoom} bis {maxzoom}; {left_out} ausgelassen.</translation>
    </message>
    <message>
        <source>{images} images were saved in {tiles} tiles to {subject}.</source>
        <translation>{images} Bilder wurden in {tiles} Kacheln in {subject} gespeichert.</translation>
    </message>
    <message>
        <source>{image} (left out of the layer)</source>
        <translation>{image} (aus dem Layer ausgelassen)</translation>
    </message>
    <message>
        <source>{mean} on average, {most} at most</source>
        <translation>{mean} im Mittel, {most} höchstens</translation>
    </message>
    <message>
        <source>{minimum} to {maximum}</source>
        <translation>{minimum} bis {maximum}</translation>
    </message>
    <message>
        <source>{minimum} to {maximum}, keys of zoom {keys}</source>
        <translation>{minimum} bis {maximum}, Schlüssel der Stufe {keys}</translation>
    </message>
    <message>
        <source>{name} (for another store)</source>
        <translation>{name} (für einen anderen Speicher)</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} Kopie</translation>
    </message>
    <message>
        <source>{name}: the first {count} collections; there are more.</source>
        <translation>{name}: die ersten {count} Sammlungen; es gibt mehr.</translation>
    </message>
    <message>
        <source>{name}: {count} collections.</source>
        <translation>{name}: {count} Sammlungen.</translation>
    </message>
    <message>
        <source>{parameter} is empty: give the address of a mosaic.</source>
        <translation>{parameter} ist leer: Geben Sie die Adresse eines Mosaiks an.</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{percent} % of the images have it</source>
        <translation>{percent} % der Bilder haben es</translation>
    </message>
    <message>
        <source>{removed} images were removed from {tiles} tiles, {images} are left.</source>
        <translation>{removed} Bilder wurden aus {tiles} Kacheln entfernt, {images} sind übrig.</translation>
    </message>
    <message>
        <source>{removed} images would be removed from {tiles} tiles, {images} would be left.</source>
        <translation>{removed} Bilder würden aus {tiles} Kacheln entfernt, {images} blieben übrig.</translation>
    </message>
    <message>
        <source>{rows} rows of {images} images.</source>
        <translation>{rows} Zeilen von {images} Bildern.</translation>
    </message>
    <message>
        <source>{sentence} ({detail})</source>
        <translation>{sentence} ({detail})</translation>
    </message>
    <message>
        <source>{sentence} Quadkeys: {count}.</source>
        <translation>{sentence} Quadkeys: {count}.</translation>
    </message>
    <message>
        <source>{severity}: {title} ({count}). {example}</source>
        <translation>{severity}: {title} ({count}). {example}</translation>
    </message>
    <message>
        <source>{shown} images are shown, and there are more; {cut}.</source>
        <translation>{shown} Bilder werden gezeigt, und es gibt mehr; {cut}.</translation>
    </message>
    <message>
        <source>{shown} images match; all are shown.</source>
        <translation>{shown} Bilder passen; alle werden gezeigt.</translation>
    </message>
    <message>
        <source>{shown} of {matched} images are shown; {cut}.</source>
        <translation>{shown} von {matched} Bildern werden gezeigt; {cut}.</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>{subject} asks for a valid login. Choose one under Login, or make a new one there.</source>
        <translation>{subject} verlangt eine gültige Anmeldung. Bitte unter Anmeldung eine wählen, oder dort eine neue anlegen.</translation>
    </message>
    <message>
        <source>{subject} cannot be asked before the MosaicJSON engine is set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine…</source>
        <translation>{subject} kann nicht gefragt werden, bevor die MosaicJSON-Engine eingerichtet ist. Bitte wählen: Raster &gt; MosaicJSON &gt; Engine einrichten…</translation>
    </message>
    <message>
        <source>{subject} cannot be made of these images.</source>
        <translation>Aus diesen Bildern kann {subject} nicht gemacht werden.</translation>
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
        <source>{subject} cannot be searched, since it is no STAC API. If it is a list of items, press Add to open it as it is.</source>
        <translation>{subject} kann nicht durchsucht werden, denn es ist keine STAC-API. Wenn es eine Liste von Items ist, öffnet Hinzufügen sie, wie sie ist.</translation>
    </message>
    <message>
        <source>{subject} cannot be written to. Save it to another place.</source>
        <translation>{subject} kann nicht beschrieben werden. Bitte an einem anderen Ort speichern.</translation>
    </message>
    <message>
        <source>{subject} could not be added as a vector layer.</source>
        <translation>{subject} konnte nicht als Vektorlayer hinzugefügt werden.</translation>
    </message>
    <message>
        <source>{subject} did not answer in time. Try again, or check the network connection.</source>
        <translation>{subject} hat nicht rechtzeitig geantwortet. Bitte noch einmal versuchen oder die Netzwerkverbindung prüfen.</translation>
    </message>
    <message>
        <source>{subject} does not take this search. Change its conditions, or its JSON under Advanced.</source>
        <translation>{subject} nimmt diese Suche nicht an. Bitte ihre Bedingungen ändern, oder ihr JSON unter Erweitert.</translation>
    </message>
    <message>
        <source>{subject} exists already. Choose another name or allow overwriting.</source>
        <translation>{subject} gibt es schon. Bitte einen anderen Namen wählen oder das Überschreiben erlauben.</translation>
    </message>
    <message>
        <source>{subject} has more images; the first {count} have footprints.</source>
        <translation>{subject} hat mehr Bilder; die ersten {count} haben Umrisse.</translation>
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
        <source>{subject} is saved: {images} images in {tiles} tiles.</source>
        <translation>{subject} ist gespeichert: {images} Bilder in {tiles} Kacheln.</translation>
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
        <source>{subject} refers to a place that a document from elsewhere must not refer to. If you trust where it comes from, list that under Trust in Settings &gt; Options &gt; MosaicJSON.</source>
        <translation>{subject} verweist auf einen Ort, auf den ein Dokument von anderswo nicht verweisen darf. Wer seiner Herkunft vertraut, trägt sie bei Vertrauen unter Einstellungen &gt; Optionen &gt; MosaicJSON ein.</translation>
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
        <source>{subject}: 1 new image since last time.</source>
        <translation>{subject}: 1 neues Bild seit dem letzten Mal.</translation>
    </message>
    <message>
        <source>{subject}: 1 of {total} images could not be read: {image}</source>
        <translation>{subject}: 1 von {total} Bildern konnte nicht gelesen werden: {image}</translation>
    </message>
    <message>
        <source>{subject}: no new images since last time.</source>
        <translation>{subject}: keine neuen Bilder seit dem letzten Mal.</translation>
    </message>
    <message>
        <source>{subject}: {count} images. New ones are counted from now on.</source>
        <translation>{subject}: {count} Bilder. Neue werden von jetzt an gezählt.</translation>
    </message>
    <message>
        <source>{subject}: {count} new images since last time.</source>
        <translation>{subject}: {count} neue Bilder seit dem letzten Mal.</translation>
    </message>
    <message>
        <source>{subject}: {count} of {total} images could not be read, the first one is {image}</source>
        <translation>{subject}: {count} von {total} Bildern konnten nicht gelesen werden, das erste ist {image}</translation>
    </message>
    <message>
        <source>{subject}: {count} of {total} images could not be used.</source>
        <translation>{subject}: {count} von {total} Bildern konnten nicht verwendet werden.</translation>
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
        <source>{west} to {east}, {south} to {north}</source>
        <translation>{west} bis {east}, {south} bis {north}</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>„{name}“</translation>
    </message>
    <message>
        <source>“{name}” has more than one line.</source>
        <translation>„{name}“ hat mehr als eine Zeile.</translation>
    </message>
    <message>
        <source>“{name}” is missing.</source>
        <translation>„{name}“ fehlt.</translation>
    </message>
    <message>
        <source>“{place}” is no host such as data.example.com and no bucket such as s3://name.</source>
        <translation>„{place}“ ist kein Host wie data.example.com und kein Bucket wie s3://name.</translation>
    </message>
    <message>
        <source>… and {count} more.</source>
        <translation>… und {count} weitere.</translation>
    </message>
</context>
</TS>
