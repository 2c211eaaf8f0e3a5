<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder of packages, or a Python that has them all, to use instead of what the plugin sets up; empty: the plugin's</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A project and Python programs wait up to this time; opening goes on in the background afterwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of the package index to install from, without a login; empty: as pip is set up on this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Afterwards colours are stretched over the range of the data type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear Cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk space for the next session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: in your QGIS profile; safe to delete at any time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of wheels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For all layers together; counts from the next start of QGIS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the identify tool and for sampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For what the engine keeps and works on; counts from its next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give up reading after silence of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest wait for a mosaic to open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest wait for statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest wait for the values of a point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for pixels read lately</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Package index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the engine up without asking where no window is shown (qgis_process, QGIS Server)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Python that runs the engine; empty: QGIS's own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the engine keeps of mosaics seen before, so that they are drawn sooner; 0: nothing; counts from its next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the engine's packages are installed from on a machine without internet; empty: from a package index</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SourcePage</name>
    <message>
        <source>A .json, .json.gz or .mosaicjson file, or the URL of a mosaic, optionally followed by |key=value options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a mosaic file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mosaic file or URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer's name; left empty, it is taken from the mosaic</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mosaic_qgis</name>
    <message>
        <source>A MosaicJSON document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A connection needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mosaic in a program's memory cannot be a layer. Write it to a file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A package of the engine is not available for this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A package of the engine is not what it must be, so nothing was installed. Check the package index.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access to {subject} was refused. Choose an authentication configuration with valid credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add MosaicJSON Layer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a MosaicJSON layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All images are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An image of {subject} cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As for the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band {number}: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a MosaicJSON File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images at this point, first one on top: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images left out: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images of {subject} have no overviews and are slow when far out. Zoom in, or make overviews.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Links</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MosaicJSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MosaicJSON mosaics, read tile by tile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MosaicJSON version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Python that can run the engine was found on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No browser could be started for the help. Open {page} yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image covers this point.</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not all of the cache in {folder} could be deleted: it is in use. Try again right after a start of QGIS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not read: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {subject}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>QGIS's authentication system is switched off on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>QGIS's master password was not entered, so the credentials stay locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading mosaics needs an engine that is not set up yet: {count} packages, {download} MB to download, {disk} MB in your QGIS profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {subject} was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set Up Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set Up Engine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set by the environment variable {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting up the MosaicJSON engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting up the MosaicJSON engine was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting up the engine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The MosaicJSON engine is being set up, as the settings allow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The MosaicJSON engine is not set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The MosaicJSON engine is set up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The MosaicJSON engine was not set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine… when you want it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The QGIS profile's folder cannot be written to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address of {name} holds a password or key, which would be stored unencrypted; take it out and choose an authentication configuration instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The authentication configuration {id} could not be unlocked with the master password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cache in {folder} was cleared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of the package index is not trusted on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection {name} needs a file or URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download of the engine stood still. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine cannot start with the packages in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine could not be downloaded. Check the network connection, or name a folder of wheels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine could not be set up; the MosaicJSON tab of the log says more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ended unexpectedly while it worked on {subject}. Reload the layer to try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is being looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is being set up; the message in QGIS's main window shows how far it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is busy or gone; open this page again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is not set up: {count} packages, {download} MB to download, {disk} MB in your QGIS profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is set up: {count} packages, {disk} MB in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine uses packages of your own, in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is opened as MosaicJSON, although its name does not say so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The images of {subject} cannot be read. Check that they are there and that you may read them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The images of {subject} have different scales or offsets. The option unscale=true applies them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The images of {subject} have several data types; the layer has one that holds all values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer is added as soon as the engine is set up: see the message in QGIS's main window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mosaic is being opened; the layer is added as soon as it is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mosaic is opened when it is added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package index asks for a login. Check its address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plugin and its engine do not fit together. Install the plugin again and restart QGIS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy asks for a login. Enter user and password in QGIS's network options.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy could not be reached. Check QGIS's network options.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search for {subject} takes longer than QGIS may wait. It goes on in the background, and you are told when it is there. A narrower query, a smaller max_items or a larger limit (items per page) makes it faster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statistics of {subject} could not be sampled, so the data type's range is used: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The values could not be read; see the MosaicJSON log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a connection called {name} already; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no authentication configuration with the id {id} in this QGIS profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no connection called {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such file. Check the path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough space for the engine in the QGIS profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file cannot be read. Check its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a folder. Choose a MosaicJSON file in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no MosaicJSON document: it has no top-level key “mosaicjson”. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tile matrix set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tiles in the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncovered ground</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {resolution} CRS units per pixel on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nodata {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scale {scale}, offset {offset}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bands' nodata value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transparent (alpha band)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values from {minimum} to {maximum}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{begin} to {end}</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (for another store)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sentence} ({detail})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} cannot be opened before the MosaicJSON engine is set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} cannot be opened before the MosaicJSON engine is set up. Set it up once in QGIS Desktop, name an existing one in MOSAIC_QGIS_ENGINE_ENVIRONMENT, or allow its installation with MOSAIC_QGIS_INSTALL_WITHOUT_ASKING=1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} cannot be opened this way. Check the layer's options.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} cannot be opened: the MosaicJSON engine is set up but does not start. Restart QGIS; if that does not help, repair the engine under Settings &gt; Options &gt; MosaicJSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} cannot be reached. Check the network connection, the proxy and the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} cannot be written to. Save it to another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} did not answer in time. Try again, or check the network connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} exists already. Choose another name or allow overwriting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} has nothing to show: no tile or no readable image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} is not a valid MosaicJSON document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} is open now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} is ready to be added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} met a fault of the plugin. Please report it with the MosaicJSON tab of the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} needs something that this version does not support.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} refers to a place that it must not refer to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} shows more images than can be read at once. Zoom in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} takes longer to open than QGIS may wait. It is opened in the background, and you are told when it is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} was changed by somebody else in the meantime. Reload it and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject} was not found. Check the path or URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject}: 1 of {total} images could not be read: {image}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject}: {count} of {total} images could not be read, the first one is {image}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject}: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{subject}: {shown} of {total} images are shown here. From a scale of about 1:{scale} on all are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {limit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {count} more.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
