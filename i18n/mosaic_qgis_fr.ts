<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>BandBuilder</name>
    <message>
        <source>&amp;Assets</source>
        <translation>&amp;Assets</translation>
    </message>
    <message>
        <source>&amp;Bands</source>
        <translation>&amp;Bandes</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>&amp;Descendre</translation>
    </message>
    <message>
        <source>&amp;Insert</source>
        <translation>&amp;Insérer</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>M&amp;onter</translation>
    </message>
    <message>
        <source>Bands of the Layer</source>
        <translation>Bandes de la couche</translation>
    </message>
    <message>
        <source>Double-click a ba&amp;nd to put it in:</source>
        <translation>Double-cliquez sur une ba&amp;nde pour l'insérer :</translation>
    </message>
    <message>
        <source>E&amp;xpression</source>
        <translation>E&amp;xpression</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Expression</translation>
    </message>
    <message>
        <source>Move the chosen asset down</source>
        <translation>Descendre l'asset choisi</translation>
    </message>
    <message>
        <source>Move the chosen asset up</source>
        <translation>Monter l'asset choisi</translation>
    </message>
    <message>
        <source>Move the chosen band down</source>
        <translation>Descendre la bande choisie</translation>
    </message>
    <message>
        <source>Move the chosen band up</source>
        <translation>Monter la bande choisie</translation>
    </message>
    <message>
        <source>Nor&amp;malised difference</source>
        <translation>Différence nor&amp;malisée</translation>
    </message>
    <message>
        <source>Put (first - second) / (first + second) in</source>
        <translation>Insérer (première - seconde) / (première + seconde)</translation>
    </message>
    <message>
        <source>Second band</source>
        <translation>Seconde bande</translation>
    </message>
    <message>
        <source>Several expressions, separated by semicolons, make several bands</source>
        <translation>Plusieurs expressions, séparées par des points-virgules, donnent plusieurs bandes</translation>
    </message>
    <message>
        <source>The &amp;ticked bands of the images become the layer's bands, in this order:</source>
        <translation>Les bandes &amp;cochées des images deviennent les bandes de la couche, dans cet ordre :</translation>
    </message>
    <message>
        <source>The band that is high where the index is high, such as near infrared for vegetation</source>
        <translation>La bande qui est haute là où l'indice est haut, comme le proche infrarouge pour la végétation</translation>
    </message>
    <message>
        <source>The band that it is compared with, such as red for vegetation</source>
        <translation>La bande à laquelle elle est comparée, comme le rouge pour la végétation</translation>
    </message>
    <message>
        <source>The ticked assets &amp;of the items are put together, in this order; with none, the items decide:</source>
        <translation>Les assets cochés des items &amp;sont assemblés, dans cet ordre ; si aucun ne l'est, les items décident :</translation>
    </message>
</context>
<context>
    <name>ConnectionDialog</name>
    <message>
        <source>&amp;File or URL</source>
        <translation>&amp;Fichier ou URL</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nom</translation>
    </message>
    <message>
        <source>/folder/mosaic.json, https://…, s3://…, sqlite:///file.db, stac+https://…</source>
        <translation>/dossier/mosaic.json, https://…, s3://…, sqlite:///fichier.db, stac+https://…</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Choisir un fichier</translation>
    </message>
    <message>
        <source>Login for the &amp;document</source>
        <translation>Identification pour le &amp;document</translation>
    </message>
    <message>
        <source>Login for the &amp;images</source>
        <translation>Identification pour les &amp;images</translation>
    </message>
    <message>
        <source>MosaicJSON Connection</source>
        <translation>Connexion MosaicJSON</translation>
    </message>
    <message>
        <source>The mosaic's file or address; a database (sqlite:///file.db) or table (dynamodb://region/table) lists all its mosaics</source>
        <translation>Le fichier ou l'adresse de la mosaïque ; une base de données (sqlite:///fichier.db) ou une table (dynamodb://région/table) liste toutes ses mosaïques</translation>
    </message>
    <message>
        <source>What the connection is called in the Browser</source>
        <translation>Le nom de la connexion dans l'explorateur</translation>
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
        <translation>&amp;Une mosaïque</translation>
    </message>
    <message>
        <source>&amp;Separate layers</source>
        <translation>&amp;Couches séparées</translation>
    </message>
    <message>
        <source>Add Images</source>
        <translation>Ajouter les images</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Choisir un fichier</translation>
    </message>
    <message>
        <source>Do not &amp;ask again</source>
        <translation>Ne plus &amp;demander</translation>
    </message>
    <message>
        <source>Hold Shift while dropping for the other choice; the menu of MosaicJSON in the Browser has you asked again</source>
        <translation>Maintenez Maj en déposant pour l'autre choix ; le menu de MosaicJSON dans l'explorateur fait reposer la question</translation>
    </message>
    <message>
        <source>One layer for each image, as QGIS adds them by itself</source>
        <translation>Une couche par image, comme QGIS les ajoute de lui-même</translation>
    </message>
    <message>
        <source>One layer that reads only the images a view needs; the images stay where they are</source>
        <translation>Une couche qui ne lit que les images nécessaires à une vue ; les images restent où elles sont</translation>
    </message>
    <message>
        <source>Save &amp;to</source>
        <translation>Enregistrer &amp;sous</translation>
    </message>
    <message>
        <source>The document that lists the images</source>
        <translation>Le document qui liste les images</translation>
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
        <translation>&amp;Copier le lien</translation>
    </message>
    <message>
        <source>&amp;Exclude</source>
        <translation>E&amp;xclure</translation>
    </message>
    <message>
        <source>&amp;Undo Last Change</source>
        <translation>&amp;Annuler le dernier changement</translation>
    </message>
    <message>
        <source>Copy the address of this image</source>
        <translation>Copier l'adresse de cette image</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Date</translation>
    </message>
    <message>
        <source>Have the images as they were before; the layer's properties restore all of them</source>
        <translation>Reprendre les images telles qu'elles étaient avant ; les propriétés de la couche les rétablissent toutes</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Leave this image out of the layer</source>
        <translation>Laisser cette image hors de la couche</translation>
    </message>
    <message>
        <source>Lock this image: it lies on top of all others from now on</source>
        <translation>Verrouiller cette image : elle est désormais au-dessus de toutes les autres</translation>
    </message>
    <message>
        <source>Put &amp;First</source>
        <translation>Mettre en &amp;premier</translation>
    </message>
    <message>
        <source>Show F&amp;ootprint</source>
        <translation>Montrer l'&amp;empreinte</translation>
    </message>
    <message>
        <source>Show on the map where this image lies</source>
        <translation>Montrer sur la carte où se trouve cette image</translation>
    </message>
    <message>
        <source>The images under the click, first one on top; bold: what is seen comes from it</source>
        <translation>Les images sous le clic, la première au-dessus ; en gras : c'est d'elle que vient ce qu'on voit</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Valeurs</translation>
    </message>
</context>
<context>
    <name>LayerPage</name>
    <message>
        <source>&amp;Exclude</source>
        <translation>&amp;Exclure</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filtre</translation>
    </message>
    <message>
        <source>&amp;Put First</source>
        <translation>Mettre en &amp;premier</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>Ré&amp;tablir</translation>
    </message>
    <message>
        <source>&amp;Where images overlap</source>
        <translation>&amp;Là où des images se superposent</translation>
    </message>
    <message>
        <source>All images</source>
        <translation>Toutes les images</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>N'ont pas pu être lues</translation>
    </message>
    <message>
        <source>Have all images as the mosaic has them</source>
        <translation>Reprendre toutes les images telles que la mosaïque les a</translation>
    </message>
    <message>
        <source>Have the selected images as the mosaic has them</source>
        <translation>Reprendre les images sélectionnées telles que la mosaïque les a</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Leave the selected images out of the layer</source>
        <translation>Laisser les images sélectionnées hors de la couche</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>Mosaïque</translation>
    </message>
    <message>
        <source>On top or left out</source>
        <translation>Mises en avant ou laissées de côté</translation>
    </message>
    <message>
        <source>Part of an image's name or address</source>
        <translation>Une partie du nom ou de l'adresse d'une image</translation>
    </message>
    <message>
        <source>Put the selected images on top of all others</source>
        <translation>Placer les images sélectionnées au-dessus de toutes les autres</translation>
    </message>
    <message>
        <source>Read the mosaic and its images anew</source>
        <translation>Relire la mosaïque et ses images</translation>
    </message>
    <message>
        <source>Refres&amp;h Layer</source>
        <translation>Rafraîc&amp;hir la couche</translation>
    </message>
    <message>
        <source>Restore &amp;All</source>
        <translation>Tout &amp;rétablir</translation>
    </message>
    <message>
        <source>The images of the mosaic, first one on top</source>
        <translation>Les images de la mosaïque, la première au-dessus</translation>
    </message>
    <message>
        <source>Which images are listed</source>
        <translation>Quelles images sont listées</translation>
    </message>
    <message>
        <source>Which pixels are shown where several images overlap</source>
        <translation>Quels pixels sont montrés là où plusieurs images se superposent</translation>
    </message>
</context>
<context>
    <name>LoginDialog</name>
    <message>
        <source>&amp;Mosaic</source>
        <translation>M&amp;osaïque</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nom</translation>
    </message>
    <message>
        <source>&amp;Store</source>
        <translation>&amp;Stockage</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Tester</translation>
    </message>
    <message>
        <source>&amp;Way in</source>
        <translation>&amp;Mode d'accès</translation>
    </message>
    <message>
        <source>How one signs in</source>
        <translation>Comment on s'identifie</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Identification</translation>
    </message>
    <message>
        <source>More Settings</source>
        <translation>Autres réglages</translation>
    </message>
    <message>
        <source>Read the document and the head of an image with this login</source>
        <translation>Lire le document et le début d'une image avec cette identification</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Tester</translation>
    </message>
    <message>
        <source>The mosaic or STAC API that the login is tried on; nothing is saved</source>
        <translation>La mosaïque ou l'API STAC sur laquelle l'identification est essayée ; rien n'est enregistré</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Ce qui s'est passé</translation>
    </message>
    <message>
        <source>What the login is called in lists; it is no secret</source>
        <translation>Le nom de l'identification dans les listes ; il n'est pas secret</translation>
    </message>
    <message>
        <source>Where one signs in</source>
        <translation>Où l'on s'identifie</translation>
    </message>
</context>
<context>
    <name>LoginSlot</name>
    <message>
        <source>Edit login</source>
        <translation>Modifier l'identification</translation>
    </message>
    <message>
        <source>Edit this login</source>
        <translation>Modifier cette identification</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Identification</translation>
    </message>
    <message>
        <source>Make a new login</source>
        <translation>Créer une nouvelle identification</translation>
    </message>
    <message>
        <source>New login</source>
        <translation>Nouvelle identification</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Tester</translation>
    </message>
    <message>
        <source>The login, one of QGIS's authentication configurations that suit the store</source>
        <translation>L'identification, une des configurations d'authentification de QGIS qui conviennent au stockage</translation>
    </message>
    <message>
        <source>Try this login, and see what happens</source>
        <translation>Essayer cette identification, et voir ce qui se passe</translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source> MB</source>
        <translation> Mo</translation>
    </message>
    <message>
        <source>&amp;Folder for that</source>
        <translation>Dossier pour ce&amp;la</translation>
    </message>
    <message>
        <source>&amp;Images decoded at the same time</source>
        <translation>Images &amp;décodées en même temps</translation>
    </message>
    <message>
        <source>&amp;Log level</source>
        <translation>Niveau du &amp;journal</translation>
    </message>
    <message>
        <source>&amp;Memory of the engine</source>
        <translation>Mémoire d&amp;u moteur</translation>
    </message>
    <message>
        <source>&amp;Python</source>
        <translation>P&amp;ython</translation>
    </message>
    <message>
        <source>&amp;Remove Engine…</source>
        <translation>Supprimer le &amp;moteur…</translation>
    </message>
    <message>
        <source>&amp;Trusted places</source>
        <translation>Lieux de &amp;confiance</translation>
    </message>
    <message>
        <source>A document from elsewhere may name images on the web and in stores, never files of this computer. Documents of the hosts and buckets listed here may name anything: list only those whose owner you would let read your files.</source>
        <translation>Un document venu d'ailleurs peut désigner des images sur le web et dans des stockages, jamais des fichiers de cet ordinateur. Les documents des hôtes et des buckets listés ici peuvent désigner n'importe quoi : n'y mettez que ceux dont vous laisseriez le propriétaire lire vos fichiers.</translation>
    </message>
    <message>
        <source>A drawing of which nothing has arrived for this time is given up; counts for layers that are opened from now on</source>
        <translation>Un dessin dont rien n'est arrivé pendant ce temps est abandonné ; vaut pour les couches ouvertes désormais</translation>
    </message>
    <message>
        <source>A folder of packages, or a Python that has them all, to use instead of what the plugin sets up; empty: the plugin's</source>
        <translation>Un dossier de paquets, ou un Python qui les a tous, à utiliser au lieu de ceux que l'extension installe ; vide : ceux de l'extension</translation>
    </message>
    <message>
        <source>A project and Python programs wait up to this time; opening goes on in the background afterwards</source>
        <translation>Un projet et les programmes Python attendent au plus ce temps ; l'ouverture continue ensuite en arrière-plan</translation>
    </message>
    <message>
        <source>Address of the package index to install from, without a login; empty: as pip is set up on this machine</source>
        <translation>Adresse de l'index de paquets d'où installer, sans identifiants ; vide : selon les réglages de pip sur cette machine</translation>
    </message>
    <message>
        <source>Afterwards colours are stretched over the range of the data type; counts for layers that are opened from now on</source>
        <translation>Ensuite, les couleurs sont étirées sur la plage du type de données ; vaut pour les couches ouvertes désormais</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>Automatic: 10 seconds</source>
        <translation>Automatique : 10 secondes</translation>
    </message>
    <message>
        <source>Automatic: 2 for images, 3 for everything else; 0: ask once</source>
        <translation>Automatique : 2 pour les images, 3 pour tout le reste ; 0 : demander une seule fois</translation>
    </message>
    <message>
        <source>Automatic: 20 seconds for images, 30 for documents and searches, 60 for stores; a slow server may need more</source>
        <translation>Automatique : 20 secondes pour les images, 30 pour les documents et les recherches, 60 pour les stockages ; un serveur lent peut demander plus</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Changes count without a restart of QGIS: the engine starts anew when it is next needed.</source>
        <translation>Les changements valent sans redémarrer QGIS : le moteur repart à neuf dès qu'il sert de nouveau.</translation>
    </message>
    <message>
        <source>Clear Cac&amp;he</source>
        <translation>Vider le cac&amp;he</translation>
    </message>
    <message>
        <source>Copy Di&amp;agnostics</source>
        <translation>Copier le dia&amp;gnostic</translation>
    </message>
    <message>
        <source>Copy versions, state, settings and the last errors, without secrets, to paste them into a report</source>
        <translation>Copier les versions, l'état, les réglages et les dernières erreurs, sans secrets, pour les coller dans un rapport</translation>
    </message>
    <message>
        <source>Delete the packages that the plugin has set up; mosaics cannot be read afterwards until it is set up again</source>
        <translation>Supprimer les paquets que l'extension a installés ; les mosaïques ne peuvent ensuite plus être lues jusqu'à une nouvelle installation</translation>
    </message>
    <message>
        <source>Delete what the engine keeps on disk; only its own files, whatever else is in the folder</source>
        <translation>Supprimer ce que le moteur conserve sur le disque ; seulement ses propres fichiers, quoi que contienne encore le dossier</translation>
    </message>
    <message>
        <source>Dis&amp;k space for the next session</source>
        <translation>&amp;Espace disque pour la session suivante</translation>
    </message>
    <message>
        <source>Empty: in your QGIS profile; safe to delete at any time</source>
        <translation>Vide : dans votre profil QGIS ; peut être supprimé à tout moment</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Moteur</translation>
    </message>
    <message>
        <source>Folder of &amp;wheels</source>
        <translation>Dossier de &amp;wheels</translation>
    </message>
    <message>
        <source>For images on the web and in stores; fewer are kinder to a slow line or a small server</source>
        <translation>Pour les images sur le web et dans les stockages ; moins de requêtes ménagent une ligne lente ou un petit serveur</translation>
    </message>
    <message>
        <source>For the identify tool and for sampling; counts for layers that are opened from now on</source>
        <translation>Pour l'outil d'identification et l'échantillonnage ; vaut pour les couches ouvertes désormais</translation>
    </message>
    <message>
        <source>For what the engine keeps and works on</source>
        <translation>Pour ce que le moteur conserve et traite</translation>
    </message>
    <message>
        <source>Give up rea&amp;ding after silence of</source>
        <translation>A&amp;bandonner la lecture après un silence de</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <source>In QGIS, for all layers together; counts when the next layer is opened</source>
        <translation>Dans QGIS, pour toutes les couches ensemble ; vaut dès qu'une nouvelle couche est ouverte</translation>
    </message>
    <message>
        <source>Lo&amp;gin</source>
        <translation>Identi&amp;fication</translation>
    </message>
    <message>
        <source>Log and Diagnostics</source>
        <translation>Journal et diagnostic</translation>
    </message>
    <message>
        <source>Logins</source>
        <translation>Identifications</translation>
    </message>
    <message>
        <source>Longest wait for &amp;statistics</source>
        <translation>Attente maximale des &amp;statistiques</translation>
    </message>
    <message>
        <source>Longest wait for a &amp;connection</source>
        <translation>&amp;Attente maximale d'une connexion</translation>
    </message>
    <message>
        <source>Longest wait for a mosaic to &amp;open</source>
        <translation>Attente maximale à l'&amp;ouverture d'une mosaïque</translation>
    </message>
    <message>
        <source>Longest wait for the &amp;values of a point</source>
        <translation>Attente maximale des &amp;valeurs d'un point</translation>
    </message>
    <message>
        <source>Longest wait for the next &amp;byte</source>
        <translation>A&amp;ttente maximale de l'octet suivant</translation>
    </message>
    <message>
        <source>Memory for pixels read latel&amp;y</source>
        <translation>Mémoire &amp;pour les pixels lus récemment</translation>
    </message>
    <message>
        <source>More use more processors and more memory</source>
        <translation>Davantage occupe plus de processeurs et plus de mémoire</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>Nothing is kept</source>
        <translation>Rien n'est conservé</translation>
    </message>
    <message>
        <source>One in a line; a host counts for https only, unless http:// is written before it</source>
        <translation>Un par ligne ; un hôte ne compte qu'en https, à moins que http:// ne soit écrit devant</translation>
    </message>
    <message>
        <source>Package inde&amp;x</source>
        <translation>Inde&amp;x de paquets</translation>
    </message>
    <message>
        <source>Packages of your ow&amp;n</source>
        <translation>Vos p&amp;ropres paquets</translation>
    </message>
    <message>
        <source>R&amp;epetitions after a passing trouble</source>
        <translation>Répétitio&amp;ns après un incident passager</translation>
    </message>
    <message>
        <source>Re&amp;quests at the same time</source>
        <translation>Re&amp;quêtes en même temps</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lecture</translation>
    </message>
    <message>
        <source>Set &amp;up without asking in qgis_process and QGIS Server</source>
        <translation>&amp;Installer sans demander dans qgis_process et QGIS Server</translation>
    </message>
    <message>
        <source>The Python that runs the engine; empty: QGIS's own</source>
        <translation>Le Python qui exécute le moteur ; vide : celui de QGIS</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Confiance</translation>
    </message>
    <message>
        <source>Used now</source>
        <translation>Utilisé actuellement</translation>
    </message>
    <message>
        <source>What the engine keeps of mosaics seen before, so that they are drawn sooner</source>
        <translation>Ce que le moteur conserve des mosaïques déjà vues, pour qu'elles soient dessinées plus tôt</translation>
    </message>
    <message>
        <source>What the tab MosaicJSON of the log shows</source>
        <translation>Ce que montre l'onglet MosaicJSON du journal</translation>
    </message>
    <message>
        <source>What these settings mean</source>
        <translation>Ce que signifient ces réglages</translation>
    </message>
    <message>
        <source>Where no window is shown nobody can be asked; the engine is then installed when a mosaic is opened first</source>
        <translation>Là où aucune fenêtre n'est affichée, personne ne peut être interrogé ; le moteur est alors installé à la première ouverture d'une mosaïque</translation>
    </message>
    <message>
        <source>Where the engine's packages are installed from on a machine without internet; empty: from a package index</source>
        <translation>D'où les paquets du moteur sont installés sur une machine sans internet ; vide : depuis un index de paquets</translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Annuler</translation>
    </message>
    <message>
        <source>Facts about the mosaic</source>
        <translation>Informations sur la mosaïque</translation>
    </message>
    <message>
        <source>Opening the mosaic</source>
        <translation>Ouverture de la mosaïque</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Aperçu</translation>
    </message>
    <message>
        <source>Stop opening the mosaic for the preview</source>
        <translation>Arrêter d'ouvrir la mosaïque pour l'aperçu</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>&amp;Attribution</source>
        <translation>&amp;Attribution</translation>
    </message>
    <message>
        <source>&amp;Description</source>
        <translation>&amp;Description</translation>
    </message>
    <message>
        <source>&amp;File or URL</source>
        <translation>&amp;Fichier ou URL</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translation>&amp;Identification</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nom</translation>
    </message>
    <message>
        <source>A file, or the address of a store that can be written: s3://…, gs://…, az://…, dynamodb://…, sqlite:///…</source>
        <translation>Un fichier, ou l'adresse d'un stockage où l'on peut écrire : s3://…, gs://…, az://…, dynamodb://…, sqlite:///…</translation>
    </message>
    <message>
        <source>About the Mosaic</source>
        <translation>À propos de la mosaïque</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Choisir un fichier</translation>
    </message>
    <message>
        <source>Save as MosaicJSON</source>
        <translation>Enregistrer en MosaicJSON</translation>
    </message>
    <message>
        <source>The images are named as they were found now. The document stays as it is; images that come later are not in it.</source>
        <translation>Les images sont désignées telles qu'elles ont été trouvées maintenant. Le document reste tel quel ; les images qui viendront plus tard n'y sont pas.</translation>
    </message>
    <message>
        <source>What the mosaic is called; left empty, it has no name of its own</source>
        <translation>Le nom de la mosaïque ; laissé vide, elle n'a pas de nom propre</translation>
    </message>
    <message>
        <source>What the mosaic shows, in a sentence</source>
        <translation>Ce que la mosaïque montre, en une phrase</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Où</translation>
    </message>
    <message>
        <source>Whom to name beside a map</source>
        <translation>Qui citer à côté d'une carte</translation>
    </message>
</context>
<context>
    <name>SourceOptions</name>
    <message>
        <source>&amp;Bands</source>
        <translation>&amp;Bandes</translation>
    </message>
    <message>
        <source>&amp;Overlaps</source>
        <translation>&amp;Superpositions</translation>
    </message>
    <message>
        <source>&amp;Resampling</source>
        <translation>&amp;Rééchantillonnage</translation>
    </message>
    <message>
        <source>&amp;Zooms from</source>
        <translation>&amp;Zooms de</translation>
    </message>
    <message>
        <source>A number or nan that replaces the images' own nodata value; empty: their own</source>
        <translation>Un nombre ou nan, à la place de la valeur nodata des images ; vide : la leur</translation>
    </message>
    <message>
        <source>A&amp;ccess</source>
        <translation>A&amp;ccès</translation>
    </message>
    <message>
        <source>All bands of the images, some of them, or bands that are worked out of them</source>
        <translation>Toutes les bandes des images, certaines d'entre elles, ou des bandes calculées à partir d'elles</translation>
    </message>
    <message>
        <source>Apply &amp;scale and offset of each image</source>
        <translation>Appliquer l'&amp;échelle et le décalage de chaque image</translation>
    </message>
    <message>
        <source>Apply each image's own scale and offset; values become 32-bit floats</source>
        <translation>Appliquer l'échelle et le décalage propres à chaque image ; les valeurs deviennent des flottants de 32 bits</translation>
    </message>
    <message>
        <source>B&amp;uild…</source>
        <translation>Co&amp;nstruire…</translation>
    </message>
    <message>
        <source>Bands or expression</source>
        <translation>Bandes ou expression</translation>
    </message>
    <message>
        <source>Choose bands or put an expression together, from what the images have</source>
        <translation>Choisir des bandes ou composer une expression, à partir de ce que contiennent les images</translation>
    </message>
    <message>
        <source>Data &amp;type</source>
        <translation>&amp;Type de données</translation>
    </message>
    <message>
        <source>Grid of tiles, and so the coordinate reference system, of the layer; give a maximum zoom with it</source>
        <translation>Grille de tuiles, et donc système de coordonnées, de la couche ; donnez en même temps un zoom maximal</translation>
    </message>
    <message>
        <source>How images are resampled where QGIS asks for nearest neighbour</source>
        <translation>Comment les images sont rééchantillonnées là où QGIS demande le plus proche voisin</translation>
    </message>
    <message>
        <source>Images of one band are shown in grey among images of three, instead of being left out</source>
        <translation>Les images à une bande sont montrées en gris parmi celles à trois bandes, au lieu d'être laissées de côté</translation>
    </message>
    <message>
        <source>Keys of the assets that become the layer's bands, separated by commas</source>
        <translation>Clés des assets qui deviennent les bandes de la couche, séparées par des virgules</translation>
    </message>
    <message>
        <source>Largest zoom</source>
        <translation>Plus grand zoom</translation>
    </message>
    <message>
        <source>Largest zoom of the layer, its native resolution</source>
        <translation>Plus grand zoom de la couche, sa résolution native</translation>
    </message>
    <message>
        <source>Login, &amp;document</source>
        <translation>Identification, &amp;document</translation>
    </message>
    <message>
        <source>Login, &amp;images</source>
        <translation>Identification, &amp;images</translation>
    </message>
    <message>
        <source>No data &amp;value</source>
        <translation>&amp;Valeur nodata</translation>
    </message>
    <message>
        <source>STAC &amp;assets</source>
        <translation>&amp;Assets STAC</translation>
    </message>
    <message>
        <source>Show &amp;grey images among coloured ones</source>
        <translation>Montrer les images en &amp;gris parmi celles en couleur</translation>
    </message>
    <message>
        <source>Smallest zoom of the layer</source>
        <translation>Plus petit zoom de la couche</translation>
    </message>
    <message>
        <source>Tile &amp;matrix set</source>
        <translation>Jeu de &amp;matrices de tuiles</translation>
    </message>
    <message>
        <source>Type of the layer's values; by itself the narrowest that holds the first images</source>
        <translation>Type des valeurs de la couche ; de lui-même, le plus étroit qui contienne les premières images</translation>
    </message>
    <message>
        <source>What is shown where images lie on each other</source>
        <translation>Ce qui est montré là où des images se superposent</translation>
    </message>
    <message>
        <source>Whether images in stores are read with a signature</source>
        <translation>Si les images dans les stockages sont lues avec une signature</translation>
    </message>
    <message>
        <source>as the images say</source>
        <translation>comme le disent les images</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatique</translation>
    </message>
    <message>
        <source>to</source>
        <translation>à</translation>
    </message>
</context>
<context>
    <name>SourcePage</name>
    <message>
        <source>&amp;Document</source>
        <translation>&amp;Document</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>M&amp;odifier…</translation>
    </message>
    <message>
        <source>&amp;File or URL</source>
        <translation>&amp;Fichier ou URL</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Supprimer</translation>
    </message>
    <message>
        <source>&amp;STAC Search</source>
        <translation>&amp;Recherche STAC</translation>
    </message>
    <message>
        <source>A .json, .json.gz or .mosaicjson file, or the URL of a mosaic, optionally followed by |key=value options</source>
        <translation>Un fichier .json, .json.gz ou .mosaicjson, ou l'URL d'une mosaïque, suivis au besoin d'options |clé=valeur</translation>
    </message>
    <message>
        <source>A click shows the mosaic, a double click adds it</source>
        <translation>Un clic montre la mosaïque, un double-clic l'ajoute</translation>
    </message>
    <message>
        <source>Change the connection; what was changed on this page since it was clicked is taken over</source>
        <translation>Modifier la connexion ; ce qui a été changé sur cette page depuis le clic est repris</translation>
    </message>
    <message>
        <source>Choose a mosaic file</source>
        <translation>Choisir un fichier de mosaïque</translation>
    </message>
    <message>
        <source>Forget the connection; layers stay as they are</source>
        <translation>Oublier la connexion ; les couches restent telles quelles</translation>
    </message>
    <message>
        <source>Layer &amp;name</source>
        <translation>&amp;Nom de la couche</translation>
    </message>
    <message>
        <source>Leave the layer as it is; what is on this page can be added as another layer</source>
        <translation>Laisser la couche telle quelle ; ce qui figure sur cette page peut être ajouté comme une autre couche</translation>
    </message>
    <message>
        <source>Mosaics that were added lately</source>
        <translation>Mosaïques ajoutées récemment</translation>
    </message>
    <message>
        <source>Ne&amp;w…</source>
        <translation>No&amp;uvelle…</translation>
    </message>
    <message>
        <source>Save what is on this page under a name</source>
        <translation>Enregistrer ce qui figure sur cette page sous un nom</translation>
    </message>
    <message>
        <source>Saved Connections</source>
        <translation>Connexions enregistrées</translation>
    </message>
    <message>
        <source>Saved connections</source>
        <translation>Connexions enregistrées</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>Stop &amp;Changing</source>
        <translation>Cesser les &amp;modifications</translation>
    </message>
    <message>
        <source>The layer's name; left empty, it is taken from the mosaic</source>
        <translation>Le nom de la couche ; laissé vide, il est tiré de la mosaïque</translation>
    </message>
</context>
<context>
    <name>StacAssetChooser</name>
    <message>
        <source>&amp;Bands</source>
        <translation>&amp;Bandes</translation>
    </message>
    <message>
        <source>Add one of the assets that the images have</source>
        <translation>Ajouter un des assets des images</translation>
    </message>
    <message>
        <source>Asse&amp;ts</source>
        <translation>Asse&amp;ts</translation>
    </message>
    <message>
        <source>Ex&amp;pression</source>
        <translation>Ex&amp;pression</translation>
    </message>
    <message>
        <source>Keys of assets with commas between them, such as B04,B03,B02: the layer's bands. Or an expression, such as (B08-B04)/(B08+B04)</source>
        <translation>Clés d'assets séparées par des virgules, comme B04,B03,B02 : les bandes de la couche. Ou une expression, comme (B08-B04)/(B08+B04)</translation>
    </message>
    <message>
        <source>Sho&amp;w</source>
        <translation>Montr&amp;er</translation>
    </message>
    <message>
        <source>The bands are worked out by an expression; without this, they are the assets themselves</source>
        <translation>Les bandes sont calculées par une expression ; sans cela, ce sont les assets eux-mêmes</translation>
    </message>
    <message>
        <source>The pictures and indices that the found images can make</source>
        <translation>Les images et indices que les images trouvées permettent</translation>
    </message>
</context>
<context>
    <name>StacCollections</name>
    <message>
        <source>Choose one or several collections; none: all</source>
        <translation>Choisir une ou plusieurs collections ; aucune : toutes</translation>
    </message>
    <message>
        <source>Search the collections…</source>
        <translation>Rechercher dans les collections…</translation>
    </message>
    <message>
        <source>Show only collections whose title, id, description or keywords have all of these words</source>
        <translation>Ne montrer que les collections dont le titre, l'id, la description ou les mots-clés contiennent tous ces mots</translation>
    </message>
</context>
<context>
    <name>StacConnections</name>
    <message>
        <source>&amp;Catalog</source>
        <translation>&amp;Catalogue</translation>
    </message>
    <message>
        <source>&amp;Images</source>
        <translation>&amp;Images</translation>
    </message>
    <message>
        <source>A catalog of the list, one of QGIS's STAC connections, or the address of a STAC API or of a file of STAC items</source>
        <translation>Un catalogue de la liste, une des connexions STAC de QGIS, ou l'adresse d'une API STAC ou d'un fichier d'items STAC</translation>
    </message>
    <message>
        <source>Ask the catalog for its collections</source>
        <translation>Demander au catalogue ses collections</translation>
    </message>
    <message>
        <source>Con&amp;nect</source>
        <translation>Se con&amp;necter</translation>
    </message>
    <message>
        <source>Lo&amp;gin</source>
        <translation>Iden&amp;tification</translation>
    </message>
    <message>
        <source>Who asks the catalog</source>
        <translation>Qui interroge le catalogue</translation>
    </message>
    <message>
        <source>Who reads the images, where that is somebody else</source>
        <translation>Qui lit les images, si c'est quelqu'un d'autre</translation>
    </message>
</context>
<context>
    <name>StacFilters</name>
    <message>
        <source>&amp;Dates</source>
        <translation>D&amp;ates</translation>
    </message>
    <message>
        <source>&amp;Extent</source>
        <translation>&amp;Emprise</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>&amp;Du</translation>
    </message>
    <message>
        <source>&amp;Limit</source>
        <translation>&amp;Limite</translation>
    </message>
    <message>
        <source>&amp;to</source>
        <translation>&amp;à</translation>
    </message>
    <message>
        <source>At most so many images</source>
        <translation>Au plus ce nombre d'images</translation>
    </message>
    <message>
        <source>Clo&amp;ud cover</source>
        <translation>Couvert&amp;ure nuageuse</translation>
    </message>
    <message>
        <source>First day; empty: from the beginning</source>
        <translation>Premier jour ; vide : depuis le début</translation>
    </message>
    <message>
        <source>Further Conditions</source>
        <translation>Autres conditions</translation>
    </message>
    <message>
        <source>Last day, included; empty: until now, so that a later refresh finds what is new</source>
        <translation>Dernier jour, inclus ; vide : jusqu'à maintenant, pour qu'un rafraîchissement ultérieur trouve les nouveautés</translation>
    </message>
    <message>
        <source>On to&amp;p</source>
        <translation>Au-des&amp;sus</translation>
    </message>
    <message>
        <source>The most clouds that an image may have, in percent; on the right they do not matter</source>
        <translation>Le plus de nuages qu'une image puisse avoir, en pour cent ; tout à droite, ils ne comptent pas</translation>
    </message>
    <message>
        <source>The order in which images are found, which is the order in which they lie on each other</source>
        <translation>L'ordre dans lequel les images sont trouvées, qui est celui dans lequel elles se superposent</translation>
    </message>
    <message>
        <source>Usual ranges of days</source>
        <translation>Périodes usuelles</translation>
    </message>
    <message>
        <source>any</source>
        <translation>toutes</translation>
    </message>
</context>
<context>
    <name>StacJson</name>
    <message>
        <source>The &amp;search as JSON; what you change here changes the fields, and the other way round.</source>
        <translation>La re&amp;cherche en JSON ; ce que vous y changez change les champs, et inversement.</translation>
    </message>
    <message>
        <source>The body of an item search: collections, bbox, intersects, ids, datetime, query, filter, sortby …</source>
        <translation>Le corps d'une recherche d'items : collections, bbox, intersects, ids, datetime, query, filter, sortby …</translation>
    </message>
</context>
<context>
    <name>StacResultsView</name>
    <message>
        <source>&amp;Add as Mosaic</source>
        <translation>Ajouter &amp;la mosaïque</translation>
    </message>
    <message>
        <source>&amp;Raise to Top</source>
        <translation>&amp;Au premier plan</translation>
    </message>
    <message>
        <source>&amp;Zoom to Selection</source>
        <translation>&amp;Zoomer dessus</translation>
    </message>
    <message>
        <source>Add &amp;Footprints</source>
        <translation>Ajouter &amp;empreintes</translation>
    </message>
    <message>
        <source>Add one layer that shows what the search finds, and that can be refreshed later</source>
        <translation>Ajouter une couche qui montre ce que la recherche trouve, et que l'on peut rafraîchir plus tard</translation>
    </message>
    <message>
        <source>Add one vector layer with the outlines and all properties of the found images</source>
        <translation>Ajouter une couche vecteur avec les contours et toutes les propriétés des images trouvées</translation>
    </message>
    <message>
        <source>Click on the map to select the images there</source>
        <translation>Cliquez sur la carte pour sélectionner les images à cet endroit</translation>
    </message>
    <message>
        <source>Cop&amp;y as URI</source>
        <translation>Cop&amp;ier l'URI</translation>
    </message>
    <message>
        <source>Copy the address of the layer, for a script or a colleague</source>
        <translation>Copier l'adresse de la couche, pour un script ou un collègue</translation>
    </message>
    <message>
        <source>E&amp;xclude</source>
        <translation>E&amp;xclure</translation>
    </message>
    <message>
        <source>Leave the selected images out of the layer, or take them in again</source>
        <translation>Laisser les images sélectionnées hors de la couche, ou les y reprendre</translation>
    </message>
    <message>
        <source>Put the selected images on top of all others</source>
        <translation>Placer les images sélectionnées au-dessus de toutes les autres</translation>
    </message>
    <message>
        <source>Reset &amp;Order</source>
        <translation>&amp;Ordre initial</translation>
    </message>
    <message>
        <source>Sa&amp;ve as MosaicJSON…</source>
        <translation>Enre&amp;gistrer en MosaicJSON…</translation>
    </message>
    <message>
        <source>Select on &amp;Map</source>
        <translation>Choisir sur la &amp;carte</translation>
    </message>
    <message>
        <source>Show the place of the selected images on the map</source>
        <translation>Montrer sur la carte le lieu des images sélectionnées</translation>
    </message>
    <message>
        <source>Take all images in again, in the order of the search</source>
        <translation>Reprendre toutes les images, dans l'ordre de la recherche</translation>
    </message>
    <message>
        <source>Write the found images as a document that stays as it is</source>
        <translation>Écrire les images trouvées dans un document qui reste tel quel</translation>
    </message>
</context>
<context>
    <name>StacSearchPanel</name>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Rechercher</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Avancé</translation>
    </message>
    <message>
        <source>Ask the catalog for the images that match</source>
        <translation>Demander au catalogue les images qui correspondent</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Résultats</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Rechercher</translation>
    </message>
    <message>
        <source>Stop asking</source>
        <translation>Ne plus demander</translation>
    </message>
</context>
<context>
    <name>mosaic_qgis</name>
    <message>
        <source>&amp;Add as Mosaic</source>
        <translation>&amp;Ajouter la mosaïque</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Appliquer</translation>
    </message>
    <message>
        <source>&amp;Apply to Layer</source>
        <translation>&amp;Appliquer à la couche</translation>
    </message>
    <message>
        <source>&amp;Copy URI</source>
        <translation>&amp;Copier l'URI</translation>
    </message>
    <message>
        <source>&amp;Edit Source…</source>
        <translation>&amp;Modifier la source…</translation>
    </message>
    <message>
        <source>&amp;Images Here…</source>
        <translation>&amp;Images ici…</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Rafraîchir</translation>
    </message>
    <message>
        <source>&amp;Save as MosaicJSON…</source>
        <translation>&amp;Enregistrer en MosaicJSON…</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Tester</translation>
    </message>
    <message>
        <source>1 lies on top; images that are left out have no place</source>
        <translation>1 est au premier plan ; les images laissées de côté n'ont pas de rang</translation>
    </message>
    <message>
        <source>A CRS that QGIS knows is wanted, got {crs}.</source>
        <translation>Il faut un SCR que QGIS connaît, reçu : {crs}.</translation>
    </message>
    <message>
        <source>A GDAL file ends in {kinds}, not {name}.</source>
        <translation>Un fichier GDAL se termine par {kinds}, pas {name}.</translation>
    </message>
    <message>
        <source>A MosaicJSON document in Amazon S3.</source>
        <translation>Un document MosaicJSON dans Amazon S3.</translation>
    </message>
    <message>
        <source>A MosaicJSON document in Azure Blob Storage.</source>
        <translation>Un document MosaicJSON dans Azure Blob Storage.</translation>
    </message>
    <message>
        <source>A MosaicJSON document in Google Cloud Storage.</source>
        <translation>Un document MosaicJSON dans Google Cloud Storage.</translation>
    </message>
    <message>
        <source>A MosaicJSON document on the web.</source>
        <translation>Un document MosaicJSON sur le web.</translation>
    </message>
    <message>
        <source>A MosaicJSON document.</source>
        <translation>Un document MosaicJSON.</translation>
    </message>
    <message>
        <source>A MosaicJSON file.</source>
        <translation>Un fichier MosaicJSON.</translation>
    </message>
    <message>
        <source>A connection needs a name.</source>
        <translation>Une connexion doit avoir un nom.</translation>
    </message>
    <message>
        <source>A document from elsewhere may name images on the web only. Trust the place under Settings &gt; Options &gt; MosaicJSON, or copy the document to where the images are.</source>
        <translation>Un document d'ailleurs ne peut nommer que des images du web. Faites confiance à ce lieu sous Préférences &gt; Options &gt; MosaicJSON, ou copiez le document là où sont les images.</translation>
    </message>
    <message>
        <source>A file of STAC items.</source>
        <translation>Un fichier d'items STAC.</translation>
    </message>
    <message>
        <source>A file of tiles ends in {kinds}, not {name}.</source>
        <translation>Un fichier de tuiles se termine par {kinds}, pas {name}.</translation>
    </message>
    <message>
        <source>A key is kept; choose a file to replace it</source>
        <translation>Une clé est conservée ; choisissez un fichier pour la remplacer</translation>
    </message>
    <message>
        <source>A key of this plugin that makes no sense</source>
        <translation>Une clé de cette extension qui n'a pas de sens</translation>
    </message>
    <message>
        <source>A key stands more than once</source>
        <translation>Une clé figure plus d'une fois</translation>
    </message>
    <message>
        <source>A layer, a file, or an address such as s3://… or https://…</source>
        <translation>Une couche, un fichier, ou une adresse comme s3://… ou https://…</translation>
    </message>
    <message>
        <source>A link was signed.</source>
        <translation>Un lien a été signé.</translation>
    </message>
    <message>
        <source>A mosaic in a program's memory cannot be a layer. Write it to a file first.</source>
        <translation>Une mosaïque dans la mémoire d'un programme ne peut pas être une couche. Écrivez-la d'abord dans un fichier.</translation>
    </message>
    <message>
        <source>A mosaic in an Amazon DynamoDB table.</source>
        <translation>Une mosaïque dans une table Amazon DynamoDB.</translation>
    </message>
    <message>
        <source>A mosaic in an SQLite database.</source>
        <translation>Une mosaïque dans une base de données SQLite.</translation>
    </message>
    <message>
        <source>A number or a text; several with commas for “is one of”; % for any text in “like”</source>
        <translation>Un nombre ou un texte ; plusieurs, séparés par des virgules, pour « est parmi » ; % pour un texte quelconque avec « ressemble à »</translation>
    </message>
    <message>
        <source>A package of the engine is not available for this machine.</source>
        <translation>Un paquet du moteur n'est pas disponible pour cette machine.</translation>
    </message>
    <message>
        <source>A package of the engine is not what it must be, so nothing was installed. Check the package index.</source>
        <translation>Un paquet du moteur n'est pas ce qu'il doit être, rien n'a donc été installé. Vérifiez l'index de paquets.</translation>
    </message>
    <message>
        <source>A prefix before whole addresses</source>
        <translation>Un préfixe devant des adresses entières</translation>
    </message>
    <message>
        <source>A profile of the files ~/.aws/config and ~/.aws/credentials.</source>
        <translation>Un profil des fichiers ~/.aws/config et ~/.aws/credentials.</translation>
    </message>
    <message>
        <source>A range is two numbers, the smaller one first, such as 0,3000; with a semicolon between those of several bands; not {text}.</source>
        <translation>Une plage est faite de deux nombres, le plus petit d'abord, comme 0,3000 ; avec un point-virgule entre celles de plusieurs bandes ; pas {text}.</translation>
    </message>
    <message>
        <source>A required key is missing</source>
        <translation>Une clé obligatoire manque</translation>
    </message>
    <message>
        <source>A search or a list of STAC items on the web.</source>
        <translation>Une recherche ou une liste d'items STAC sur le web.</translation>
    </message>
    <message>
        <source>A tile matrix set of the old standard</source>
        <translation>Un jeu de matrices de tuiles de l'ancienne norme</translation>
    </message>
    <message>
        <source>A value of the wrong type</source>
        <translation>Une valeur d'un mauvais type</translation>
    </message>
    <message>
        <source>A web page came instead of a mosaic. It may want a login; else check the address.</source>
        <translation>Une page web est arrivée au lieu d'une mosaïque. Elle demande peut-être une identification ; sinon, vérifiez l'adresse.</translation>
    </message>
    <message>
        <source>A wrong center</source>
        <translation>Un centre erroné</translation>
    </message>
    <message>
        <source>A wrong colormap</source>
        <translation>Une palette erronée</translation>
    </message>
    <message>
        <source>A wrong tile matrix set</source>
        <translation>Un jeu de matrices de tuiles erroné</translation>
    </message>
    <message>
        <source>A zoom that does not exist</source>
        <translation>Un zoom qui n'existe pas</translation>
    </message>
    <message>
        <source>Access key</source>
        <translation>Clé d'accès</translation>
    </message>
    <message>
        <source>Access key ID</source>
        <translation>ID de clé d'accès</translation>
    </message>
    <message>
        <source>Access to {subject} was refused. Choose an authentication configuration with valid credentials.</source>
        <translation>L'accès à {subject} a été refusé. Choisissez une configuration d'authentification avec des identifiants valides.</translation>
    </message>
    <message>
        <source>Account key</source>
        <translation>Clé du compte</translation>
    </message>
    <message>
        <source>Add All</source>
        <translation>Tout ajouter</translation>
    </message>
    <message>
        <source>Add Condition</source>
        <translation>Ajouter une condition</translation>
    </message>
    <message>
        <source>Add Layer</source>
        <translation>Ajouter la couche</translation>
    </message>
    <message>
        <source>Add MosaicJSON Layer…</source>
        <translation>Ajouter une couche MosaicJSON…</translation>
    </message>
    <message>
        <source>Add a MosaicJSON layer</source>
        <translation>Ajouter une couche MosaicJSON</translation>
    </message>
    <message>
        <source>Add as MosaicJSON Layer</source>
        <translation>Ajouter comme couche MosaicJSON</translation>
    </message>
    <message>
        <source>Add as Vector Layer</source>
        <translation>Ajouter comme couche vecteur</translation>
    </message>
    <message>
        <source>Add images to mosaic</source>
        <translation>Ajouter des images à la mosaïque</translation>
    </message>
    <message>
        <source>Add {count} mosaics, each as a layer of its own?</source>
        <translation>Ajouter {count} mosaïques, chacune comme sa propre couche ?</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address of the STAC API, collection or list of items</source>
        <translation>Adresse de l'API STAC, de la collection ou de la liste d'items</translation>
    </message>
    <message>
        <source>Address of the mosaic</source>
        <translation>Adresse de la mosaïque</translation>
    </message>
    <message>
        <source>Address that the document shall name (empty: the file’s path)</source>
        <translation>Adresse que le document doit nommer (vide : le chemin du fichier)</translation>
    </message>
    <message>
        <source>Addresses of images are signed when they are read. That works without a login; a subscription key raises the limits.</source>
        <translation>Les adresses des images sont signées à la lecture. Cela marche sans identification ; une clé d'abonnement relève les limites.</translation>
    </message>
    <message>
        <source>Addresses of images, one in each line</source>
        <translation>Adresses d'images, une par ligne</translation>
    </message>
    <message>
        <source>Addresses of mosaics, one in each line</source>
        <translation>Adresses de mosaïques, une par ligne</translation>
    </message>
    <message>
        <source>Addresses with logins or signatures</source>
        <translation>Adresses avec identifications ou signatures</translation>
    </message>
    <message>
        <source>Adds images to a mosaic where it is stored: in a file, s3://, gs://, az://, dynamodb:// or sqlite://. The images are files, all images of a folder, those that a list names, or those that the features of a layer have the footprints of. Zooms, tile matrix set and prefix of the mosaic stay as they are.

New images lie above the others, or below them. An image that is in the mosaic already moves there, it is not listed twice.

What somebody else adds at the same time is kept. When the work fails or is cancelled, the mosaic is as it was. Images that cannot be used are left out and told. An overview image of the mosaic goes on showing it as it was.</source>
        <translation>Ajoute des images à une mosaïque là où elle est stockée : dans un fichier, s3://, gs://, az://, dynamodb:// ou sqlite://. Les images sont des fichiers, toutes les images d'un dossier, celles que nomme une liste, ou celles dont les entités d'une couche ont les empreintes. Zooms, jeu de matrices de tuiles et préfixe de la mosaïque restent tels quels.

Les nouvelles images sont au-dessus des autres, ou en dessous. Une image déjà dans la mosaïque y est déplacée, elle n'est pas listée deux fois.

Ce que quelqu'un d'autre ajoute en même temps est conservé. Si le travail échoue ou est annulé, la mosaïque reste telle qu'elle était. Les images inutilisables sont laissées de côté et signalées. Une image d'aperçu de la mosaïque continue de la montrer telle qu'elle était.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Tout</translation>
    </message>
    <message>
        <source>All bands but the last, of the image whose last band is highest, such as a quality score.</source>
        <translation>Toutes les bandes sauf la dernière, de l'image dont la dernière bande est la plus haute, un indice de qualité par exemple.</translation>
    </message>
    <message>
        <source>All bands but the last, of the image whose last band is lowest, such as a cloud mask.</source>
        <translation>Toutes les bandes sauf la dernière, de l'image dont la dernière bande est la plus basse, un masque de nuages par exemple.</translation>
    </message>
    <message>
        <source>All facts as text</source>
        <translation>Toutes les informations en texte</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Tous les fichiers</translation>
    </message>
    <message>
        <source>All images are shown</source>
        <translation>Toutes les images sont affichées</translation>
    </message>
    <message>
        <source>Amazon S3 and DynamoDB, and stores like them</source>
        <translation>Amazon S3 et DynamoDB, et les stockages du même genre</translation>
    </message>
    <message>
        <source>Amazon charges your account for each request and for what is transferred, in buckets whose owner does not pay</source>
        <translation>Amazon facture à votre compte chaque requête et le volume transféré, dans les buckets dont le propriétaire ne paie pas</translation>
    </message>
    <message>
        <source>Amazon's default chain: environment, profile “default”, role of the machine.</source>
        <translation>La chaîne par défaut d'Amazon : environnement, profil « default », rôle de la machine.</translation>
    </message>
    <message>
        <source>An endpoint starts with https:// or http://, not “{value}”.</source>
        <translation>Un point d'accès commence par https:// ou http://, pas « {value} ».</translation>
    </message>
    <message>
        <source>An extent has an area that a web map can show, got {extent}.</source>
        <translation>Une emprise a une surface qu'une carte web peut montrer ; reçu : {extent}.</translation>
    </message>
    <message>
        <source>An image of {subject} cannot be read.</source>
        <translation>Une image de {subject} ne peut pas être lue.</translation>
    </message>
    <message>
        <source>An image was read; it has {width} × {height} pixels.</source>
        <translation>Une image a été lue ; elle a {width} × {height} pixels.</translation>
    </message>
    <message>
        <source>An unknown data type</source>
        <translation>Un type de données inconnu</translation>
    </message>
    <message>
        <source>An unknown version of the specification</source>
        <translation>Une version inconnue de la spécification</translation>
    </message>
    <message>
        <source>And {count} more; the table of the check lists them.</source>
        <translation>Et {count} de plus ; la table du contrôle les liste.</translation>
    </message>
    <message>
        <source>Anonymous, for public data</source>
        <translation>Anonyme, pour les données publiques</translation>
    </message>
    <message>
        <source>Another configuration of QGIS (OAuth2…)</source>
        <translation>Une autre configuration de QGIS (OAuth2…)</translation>
    </message>
    <message>
        <source>Another property that images must have; all conditions must hold</source>
        <translation>Une autre propriété que les images doivent avoir ; toutes les conditions doivent être remplies</translation>
    </message>
    <message>
        <source>Any time, or the days below</source>
        <translation>N'importe quand, ou les jours ci-dessous</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Application</translation>
    </message>
    <message>
        <source>As for the document</source>
        <translation>Comme pour le document</translation>
    </message>
    <message>
        <source>As the catalog likes</source>
        <translation>Au gré du catalogue</translation>
    </message>
    <message>
        <source>As the document says</source>
        <translation>Comme le dit le document</translation>
    </message>
    <message>
        <source>As the machine and the login say</source>
        <translation>Selon la machine et l'identification</translation>
    </message>
    <message>
        <source>As this computer is set up</source>
        <translation>Selon les réglages de cet ordinateur</translation>
    </message>
    <message>
        <source>Ask Again About Dropped Images</source>
        <translation>Redemander pour les images déposées</translation>
    </message>
    <message>
        <source>Asking for the images…</source>
        <translation>Demande des images…</translation>
    </message>
    <message>
        <source>Asking the catalog for its collections…</source>
        <translation>Demande des collections au catalogue…</translation>
    </message>
    <message>
        <source>Asking what could not be read</source>
        <translation>Demande de ce qui n'a pas pu être lu</translation>
    </message>
    <message>
        <source>Asking {subject} for its collections</source>
        <translation>Demande de ses collections à {subject}</translation>
    </message>
    <message>
        <source>Asking {subject} for properties to search by</source>
        <translation>Demande à {subject} des propriétés à rechercher</translation>
    </message>
    <message>
        <source>Assets are called like their files, so each item has keys of its own. Conditions on properties are applied after the search. Several years lie over each other.</source>
        <translation>Les assets portent le nom de leurs fichiers, chaque item a donc ses propres clés. Les conditions sur les propriétés sont appliquées après la recherche. Plusieurs années se superposent.</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>Attribution</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatique</translation>
    </message>
    <message>
        <source>Automatic (nearest neighbour)</source>
        <translation>Automatique (plus proche voisin)</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <source>Azure Blob Storage</source>
        <translation>Azure Blob Storage</translation>
    </message>
    <message>
        <source>Azure's default chain: environment, managed identity, “az login”.</source>
        <translation>La chaîne par défaut d'Azure : environnement, identité managée, « az login ».</translation>
    </message>
    <message>
        <source>Background (empty: transparent)</source>
        <translation>Fond (vide : transparent)</translation>
    </message>
    <message>
        <source>Band</source>
        <translation>Bande</translation>
    </message>
    <message>
        <source>Band expression, such as (b4-b3)/(b4+b3)</source>
        <translation>Expression de bandes, comme (b4-b3)/(b4+b3)</translation>
    </message>
    <message>
        <source>Band {number}</source>
        <translation>Bande {number}</translation>
    </message>
    <message>
        <source>Band {number}: {name}</source>
        <translation>Bande {number} : {name}</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>Bandes</translation>
    </message>
    <message>
        <source>Bands are numbers from 1 on, such as 4,3,2, not {text}.</source>
        <translation>Les bandes sont des nombres à partir de 1, comme 4,3,2, pas {text}.</translation>
    </message>
    <message>
        <source>Bands are whole numbers with commas between them, such as 4,3,2, not {text}.</source>
        <translation>Les bandes sont des nombres entiers séparés par des virgules, comme 4,3,2, pas {text}.</translation>
    </message>
    <message>
        <source>Bands of your own</source>
        <translation>Vos propres bandes</translation>
    </message>
    <message>
        <source>Bands, one or three, such as 4,3,2</source>
        <translation>Bandes, une ou trois, comme 4,3,2</translation>
    </message>
    <message>
        <source>Bands, such as 4,3,2 (empty: all)</source>
        <translation>Bandes, comme 4,3,2 (vide : toutes)</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Jeton bearer</translation>
    </message>
    <message>
        <source>Being counted…</source>
        <translation>Comptage en cours…</translation>
    </message>
    <message>
        <source>Bilinear</source>
        <translation>Bilinéaire</translation>
    </message>
    <message>
        <source>Bounds</source>
        <translation>Limites</translation>
    </message>
    <message>
        <source>Bounds (west, south, east, north)</source>
        <translation>Limites (ouest, sud, est, nord)</translation>
    </message>
    <message>
        <source>Bounds across the antimeridian</source>
        <translation>Limites à travers l'antiméridien</translation>
    </message>
    <message>
        <source>Bounds far larger than the tiles</source>
        <translation>Limites bien plus grandes que les tuiles</translation>
    </message>
    <message>
        <source>Burn ratio (NBR)</source>
        <translation>Indice de brûlure (NBR)</translation>
    </message>
    <message>
        <source>CRS (empty: that of the images, or of the mosaic)</source>
        <translation>SCR (vide : celui des images, ou de la mosaïque)</translation>
    </message>
    <message>
        <source>CRS (empty: the mosaic’s)</source>
        <translation>SCR (vide : celui de la mosaïque)</translation>
    </message>
    <message>
        <source>CRS of the tiles</source>
        <translation>SCR des tuiles</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Annulé.</translation>
    </message>
    <message>
        <source>Cancelled; click on the map to ask again.</source>
        <translation>Annulé ; cliquez sur la carte pour redemander.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was kept of the output.</source>
        <translation>Annulé ; rien de la sortie n'a été gardé.</translation>
    </message>
    <message>
        <source>Cancelled; nothing was set up.</source>
        <translation>Annulé ; rien n'a été installé.</translation>
    </message>
    <message>
        <source>Cancelled; {detail}</source>
        <translation>Annulé ; {detail}</translation>
    </message>
    <message>
        <source>Cancelled; “Refresh Layer” on the tab “Cache” asks again.</source>
        <translation>Annulé ; « Rafraîchir la couche » sous l'onglet « Cache » demande à nouveau.</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Graphique</translation>
    </message>
    <message>
        <source>Check again later; a repair leaves them in.</source>
        <translation>Contrôlez de nouveau plus tard ; une réparation les garde.</translation>
    </message>
    <message>
        <source>Check of a mosaic</source>
        <translation>Contrôle d'une mosaïque</translation>
    </message>
    <message>
        <source>Checked on {date}</source>
        <translation>Contrôlé le {date}</translation>
    </message>
    <message>
        <source>Checked on {date} against MosaicJSON {version}</source>
        <translation>Contrôlé le {date} selon MosaicJSON {version}</translation>
    </message>
    <message>
        <source>Checks a mosaic against the specification of MosaicJSON, and its images: whether they are there and may be read, whether they are Cloud-Optimized GeoTIFFs with overviews, which of them differ from the others in data type, bands, coordinate reference system, nodata or resolution, whether they lie in the tiles that list them and within the bounds, and where they leave gaps. No pixels are read: of an image on the web, only its head is asked for.

The report is a page to be read or printed; the table has every finding with its place in the document and the image’s outline. A mosaic with mistakes is no failure of the algorithm.

The repaired document is a copy without what is wrong: dead images, wrong listings and invalid values are left out, zooms, bounds and center are computed anew where they do not hold. Images that cannot be reached for the moment, or that need a login, stay in. The report names each change; the mosaic itself is not touched.</source>
        <translation>Contrôle une mosaïque selon la spécification de MosaicJSON, et ses images : si elles existent et peuvent être lues, si ce sont des GeoTIFF optimisés pour le cloud avec aperçus, lesquelles diffèrent des autres par le type de données, les bandes, le système de coordonnées, la valeur nodata ou la résolution, si elles se trouvent dans les tuiles qui les listent et dans les limites, et où elles laissent des trous. Aucun pixel n'est lu : d'une image du web, seul le début est demandé.

Le rapport est une page à lire ou à imprimer ; la table contient chaque constat avec sa place dans le document et le contour de l'image. Une mosaïque avec des erreurs n'est pas un échec de l'algorithme.

Le document réparé est une copie sans ce qui est faux : les images mortes, les mentions erronées et les valeurs invalides sont retirées, zooms, limites et centre sont recalculés là où ils ne sont pas justes. Les images momentanément injoignables ou qui demandent une identification restent. Le rapport nomme chaque changement ; la mosaïque elle-même n'est pas touchée.</translation>
    </message>
    <message>
        <source>Choose Login for Images…</source>
        <translation>Choisir l'identification pour les images…</translation>
    </message>
    <message>
        <source>Choose Login…</source>
        <translation>Choisir l'identification…</translation>
    </message>
    <message>
        <source>Choose a Key File</source>
        <translation>Choisir un fichier de clé</translation>
    </message>
    <message>
        <source>Choose a MosaicJSON File</source>
        <translation>Choisir un fichier MosaicJSON</translation>
    </message>
    <message>
        <source>Choose a catalog first, or type the address of one.</source>
        <translation>Choisissez d'abord un catalogue, ou saisissez l'adresse de l'un d'eux.</translation>
    </message>
    <message>
        <source>Choose a catalog, or type the address of a STAC API</source>
        <translation>Choisissez un catalogue, ou saisissez l'adresse d'une API STAC</translation>
    </message>
    <message>
        <source>Choose a collection to see what it has. None chosen: all are searched.</source>
        <translation>Choisissez une collection pour voir ce qu'elle contient. Aucune choisie : la recherche porte sur toutes.</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Choisir un fichier</translation>
    </message>
    <message>
        <source>Choose a file or a folder for the tiles.</source>
        <translation>Choisissez un fichier ou un dossier pour les tuiles.</translation>
    </message>
    <message>
        <source>Choose a login for the images and check again; a repair leaves them in.</source>
        <translation>Choisissez une identification pour les images et contrôlez de nouveau ; une réparation les garde.</translation>
    </message>
    <message>
        <source>Choose a mosaic</source>
        <translation>Choisir une mosaïque</translation>
    </message>
    <message>
        <source>Choose an area: the whole world is too much for one search. Images have one to four bands.</source>
        <translation>Choisissez une zone : le monde entier est trop pour une recherche. Les images ont une à quatre bandes.</translation>
    </message>
    <message>
        <source>Choose one to edit or try</source>
        <translation>En choisir une pour la modifier ou l'essayer</translation>
    </message>
    <message>
        <source>Choose or make a configuration.</source>
        <translation>Choisissez ou créez une configuration.</translation>
    </message>
    <message>
        <source>Choose the field that names the image.</source>
        <translation>Choisissez le champ qui nomme l'image.</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>Choisies</translation>
    </message>
    <message>
        <source>Classes with a palette.</source>
        <translation>Des classes avec une palette.</translation>
    </message>
    <message>
        <source>Clear List</source>
        <translation>Vider la liste</translation>
    </message>
    <message>
        <source>Clearing the MosaicJSON cache</source>
        <translation>Vidage du cache MosaicJSON</translation>
    </message>
    <message>
        <source>Click on the map to see which images lie there.</source>
        <translation>Cliquez sur la carte pour voir quelles images s'y trouvent.</translation>
    </message>
    <message>
        <source>Click on the map to see which images of {subject} lie there.</source>
        <translation>Cliquez sur la carte pour voir quelles images de {subject} s'y trouvent.</translation>
    </message>
    <message>
        <source>Client ID</source>
        <translation>ID client</translation>
    </message>
    <message>
        <source>Client ID of an identity that is not the only one of this computer</source>
        <translation>ID client d'une identité qui n'est pas la seule de cet ordinateur</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>Secret client</translation>
    </message>
    <message>
        <source>Clouds</source>
        <translation>Nuages</translation>
    </message>
    <message>
        <source>Clouds, at most (percent)</source>
        <translation>Nuages, au plus (pour cent)</translation>
    </message>
    <message>
        <source>Collecting diagnostics</source>
        <translation>Collecte du diagnostic</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Collection</translation>
    </message>
    <message>
        <source>Collections (separated by commas)</source>
        <translation>Collections (séparées par des virgules)</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Couleur</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>Compression</translation>
    </message>
    <message>
        <source>Connect to a catalog to see its collections.</source>
        <translation>Connectez-vous à un catalogue pour voir ses collections.</translation>
    </message>
    <message>
        <source>Connection string</source>
        <translation>Chaîne de connexion</translation>
    </message>
    <message>
        <source>Convert them, for example with gdal_translate -of COG; over a network they are slow as they are.</source>
        <translation>Convertissez-les, par exemple avec gdal_translate -of COG ; telles quelles, elles sont lentes par le réseau.</translation>
    </message>
    <message>
        <source>Coordinate reference system</source>
        <translation>Système de coordonnées de référence</translation>
    </message>
    <message>
        <source>Copy URI</source>
        <translation>Copier l'URI</translation>
    </message>
    <message>
        <source>Copy mosaic</source>
        <translation>Copier une mosaïque</translation>
    </message>
    <message>
        <source>Copy the file to that address, if it is not there yet.</source>
        <translation>Copiez le fichier à cette adresse, s'il n'y est pas encore.</translation>
    </message>
    <message>
        <source>Counting what the MosaicJSON engine keeps</source>
        <translation>Comptage de ce que le moteur MosaicJSON conserve</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Créer</translation>
    </message>
    <message>
        <source>Create mosaic from STAC</source>
        <translation>Créer une mosaïque à partir de STAC</translation>
    </message>
    <message>
        <source>Create mosaic from features</source>
        <translation>Créer une mosaïque à partir d'entités</translation>
    </message>
    <message>
        <source>Create mosaic from files</source>
        <translation>Créer une mosaïque à partir de fichiers</translation>
    </message>
    <message>
        <source>Create overview image</source>
        <translation>Créer une image d'aperçu</translation>
    </message>
    <message>
        <source>Cubic</source>
        <translation>Cubique</translation>
    </message>
    <message>
        <source>Cubic spline</source>
        <translation>Spline cubique</translation>
    </message>
    <message>
        <source>Dask scheduler</source>
        <translation>Ordonnanceur Dask</translation>
    </message>
    <message>
        <source>Data type</source>
        <translation>Type de données</translation>
    </message>
    <message>
        <source>Databases of mosaics</source>
        <translation>Bases de données de mosaïques</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Date</translation>
    </message>
    <message>
        <source>December to February</source>
        <translation>Décembre à février</translation>
    </message>
    <message>
        <source>Delete the engine's packages in {folder}? Mosaics cannot be read until it is set up again, which downloads them anew.</source>
        <translation>Supprimer les paquets du moteur dans {folder} ? Les mosaïques ne pourront être lues qu'après une nouvelle installation, qui les téléchargera à nouveau.</translation>
    </message>
    <message>
        <source>Describe mosaic</source>
        <translation>Décrire une mosaïque</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Description</translation>
    </message>
    <message>
        <source>Disk cache</source>
        <translation>Cache disque</translation>
    </message>
    <message>
        <source>Disk: {used} of {limit} in use.</source>
        <translation>Disque : {used} sur {limit} utilisés.</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Document</translation>
    </message>
    <message>
        <source>Download or copy it again; a document that was cut off cannot be repaired.</source>
        <translation>Téléchargez-le ou copiez-le de nouveau ; un document tronqué ne peut pas être réparé.</translation>
    </message>
    <message>
        <source>Draws a mosaic as tiles of the web’s grid and writes them to an MBTiles or PMTiles file, to a folder (zoom/column/row, with a tilejson.json), or to both.

Colours are red, green and blue where the mosaic has them, or the bands that are given; values of more than 8 bits are stretched between the 2nd and the 98th percentile, between minimum and maximum, or between the ranges that are given (0,3000 for all bands, or one for each with a semicolon between them).

Tiles on which nothing shows are left out. The set appears whole or not at all. QGIS shows MBTiles and folders; PMTiles are for web maps.</source>
        <translation>Dessine une mosaïque en tuiles de la grille du web et les écrit dans un fichier MBTiles ou PMTiles, dans un dossier (zoom/colonne/ligne, avec un tilejson.json), ou dans les deux.

Les couleurs sont rouge, vert et bleu là où la mosaïque les a, ou les bandes données ; les valeurs de plus de 8 bits sont étirées entre le 2e et le 98e centile, entre minimum et maximum, ou entre les plages données (0,3000 pour toutes les bandes, ou une pour chacune, séparées par un point-virgule).

Les tuiles sur lesquelles rien n'apparaît sont laissées de côté. Le jeu apparaît en entier ou pas du tout. QGIS affiche les MBTiles et les dossiers ; les PMTiles sont pour les cartes web.</translation>
    </message>
    <message>
        <source>Draws all of a mosaic, coarsely, into one Cloud-Optimized GeoTIFF and names it in the document, so that maps at small scales read this one image instead of thousands.

The best place is beside the document. Where the document is no file on this computer, give the address that the image will have, and copy it there. Documents in files, S3, Google Cloud Storage and Azure can name an overview image, databases cannot.

The image has the resolution of a zoom: the one below the mosaic’s smallest, or the one that is given. The document is changed only if nobody else changed it meanwhile.</source>
        <translation>Dessine toute une mosaïque, grossièrement, dans un GeoTIFF optimisé pour le cloud et le nomme dans le document, si bien que les cartes à petite échelle lisent cette seule image au lieu de milliers.

La meilleure place est à côté du document. Si le document n'est pas un fichier de cet ordinateur, donnez l'adresse que l'image aura, et copiez-la là. Les documents dans des fichiers, S3, Google Cloud Storage et Azure peuvent nommer une image d'aperçu, pas les bases de données.

L'image a la résolution d'un zoom : celui sous le plus petit de la mosaïque, ou celui qui est donné. Le document n'est changé que si personne d'autre ne l'a changé entre-temps.</translation>
    </message>
    <message>
        <source>Duplicate Connection</source>
        <translation>Dupliquer la connexion</translation>
    </message>
    <message>
        <source>Each band has its highest value of all images, which leaves dark shadows out.</source>
        <translation>Chaque bande a sa valeur la plus haute parmi toutes les images, ce qui écarte les ombres.</translation>
    </message>
    <message>
        <source>Each band has its lowest value of all images, which leaves bright clouds out.</source>
        <translation>Chaque bande a sa valeur la plus basse parmi toutes les images, ce qui écarte les nuages.</translation>
    </message>
    <message>
        <source>Each item has images of 10 cm and of 2 m.</source>
        <translation>Chaque item a des images de 10 cm et de 2 m.</translation>
    </message>
    <message>
        <source>East in degrees</source>
        <translation>Est en degrés</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Modifier</translation>
    </message>
    <message>
        <source>Edit Connection…</source>
        <translation>Modifier la connexion…</translation>
    </message>
    <message>
        <source>Edit Login</source>
        <translation>Modifier l'identification</translation>
    </message>
    <message>
        <source>Edit the attribution by hand: plain text or links will do.</source>
        <translation>Modifiez l'attribution à la main : du texte simple ou des liens suffisent.</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Point d'accès</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Moteur</translation>
    </message>
    <message>
        <source>Enter Master Password…</source>
        <translation>Saisir le mot de passe principal…</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Erreur</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Erreurs</translation>
    </message>
    <message>
        <source>Everything, to look for a fault</source>
        <translation>Tout, pour chercher une panne</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Partout</translation>
    </message>
    <message>
        <source>Ex&amp;port…</source>
        <translation>Ex&amp;porter…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <source>Export Connections…</source>
        <translation>Exporter les connexions…</translation>
    </message>
    <message>
        <source>Export MosaicJSON Connections</source>
        <translation>Exporter les connexions MosaicJSON</translation>
    </message>
    <message>
        <source>Export as GDAL file</source>
        <translation>Exporter en fichier GDAL</translation>
    </message>
    <message>
        <source>Export as GeoTIFF</source>
        <translation>Exporter en GeoTIFF</translation>
    </message>
    <message>
        <source>Export as tiles</source>
        <translation>Exporter en tuiles</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Expression</translation>
    </message>
    <message>
        <source>Expression instead of all bands</source>
        <translation>Expression à la place de toutes les bandes</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>Emprise</translation>
    </message>
    <message>
        <source>Extent (empty: all of the mosaic)</source>
        <translation>Emprise (vide : toute la mosaïque)</translation>
    </message>
    <message>
        <source>Extent (empty: all of the mosaic, or of the mask)</source>
        <translation>Emprise (vide : toute la mosaïque, ou celle du masque)</translation>
    </message>
    <message>
        <source>External ID of the role</source>
        <translation>ID externe du rôle</translation>
    </message>
    <message>
        <source>Extract footprints of images</source>
        <translation>Extraire les empreintes des images</translation>
    </message>
    <message>
        <source>Extract index as polygons</source>
        <translation>Extraire l'index en polygones</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Informations</translation>
    </message>
    <message>
        <source>Fetching thumbnails</source>
        <translation>Chargement des vignettes</translation>
    </message>
    <message>
        <source>Fewest clouds</source>
        <translation>Le moins de nuages</translation>
    </message>
    <message>
        <source>Field that names the image</source>
        <translation>Champ qui nomme l'image</translation>
    </message>
    <message>
        <source>Field with the date of the image (for the temporal controller)</source>
        <translation>Champ avec la date de l'image (pour le contrôleur temporel)</translation>
    </message>
    <message>
        <source>Field with the names of the places</source>
        <translation>Champ avec les noms des lieux</translation>
    </message>
    <message>
        <source>File of items instead</source>
        <translation>Fichier d'items à la place</translation>
    </message>
    <message>
        <source>File of tiles</source>
        <translation>Fichier de tuiles</translation>
    </message>
    <message>
        <source>Filter (CQL2 text, CQL2 JSON or JSON of a search)</source>
        <translation>Filtre (texte CQL2, JSON CQL2 ou JSON d'une recherche)</translation>
    </message>
    <message>
        <source>Finding the footprint of {subject}</source>
        <translation>Recherche de l'empreinte de {subject}</translation>
    </message>
    <message>
        <source>Finding the footprints of {subject}</source>
        <translation>Recherche des empreintes de {subject}</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Constats</translation>
    </message>
    <message>
        <source>Finest pixel</source>
        <translation>Pixel le plus fin</translation>
    </message>
    <message>
        <source>Finest pixel size, in units of the CRS</source>
        <translation>Taille du pixel le plus fin, en unités du SCR</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>Première image</translation>
    </message>
    <message>
        <source>First images</source>
        <translation>Premières images</translation>
    </message>
    <message>
        <source>First quartile</source>
        <translation>Premier quartile</translation>
    </message>
    <message>
        <source>Folder of images (also s3://, gs://, az://)</source>
        <translation>Dossier d'images (aussi s3://, gs://, az://)</translation>
    </message>
    <message>
        <source>Folder of tiles</source>
        <translation>Dossier de tuiles</translation>
    </message>
    <message>
        <source>Folder where relative paths begin (empty: that of the layer’s file)</source>
        <translation>Dossier où commencent les chemins relatifs (vide : celui du fichier de la couche)</translation>
    </message>
    <message>
        <source>Folder where relative paths of the field begin (empty: that of the layer’s file)</source>
        <translation>Dossier où commencent les chemins relatifs du champ (vide : celui du fichier de la couche)</translation>
    </message>
    <message>
        <source>Folders in it too</source>
        <translation>Aussi les dossiers qu'il contient</translation>
    </message>
    <message>
        <source>Footprints</source>
        <translation>Empreintes</translation>
    </message>
    <message>
        <source>Footprints of {name}</source>
        <translation>Empreintes de {name}</translation>
    </message>
    <message>
        <source>For stores whose buckets have no host names of their own</source>
        <translation>Pour les stockages dont les buckets n'ont pas de nom d'hôte propre</translation>
    </message>
    <message>
        <source>Forget the connection “{name}”? Layers stay as they are.</source>
        <translation>Oublier la connexion « {name} » ? Les couches restent telles quelles.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Format of the tiles</source>
        <translation>Format des tuiles</translation>
    </message>
    <message>
        <source>Found images</source>
        <translation>Images trouvées</translation>
    </message>
    <message>
        <source>Four bands: red, green, blue and near infrared.</source>
        <translation>Quatre bandes : rouge, vert, bleu et proche infrarouge.</translation>
    </message>
    <message>
        <source>Further keys of the document</source>
        <translation>Autres clés du document</translation>
    </message>
    <message>
        <source>GDAL file</source>
        <translation>Fichier GDAL</translation>
    </message>
    <message>
        <source>Gaps between the images</source>
        <translation>Trous entre les images</translation>
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
        <translation>Donnez soit l'adresse d'un catalogue STAC, soit un fichier d'items, pas les deux.</translation>
    </message>
    <message>
        <source>Give the address of a STAC catalog, or a file of items.</source>
        <translation>Donnez l'adresse d'un catalogue STAC, ou un fichier d'items.</translation>
    </message>
    <message>
        <source>Give the area as an extent or as polygons, not both.</source>
        <translation>Donnez la zone comme emprise ou comme polygones, pas les deux.</translation>
    </message>
    <message>
        <source>Give the layer a login instead, and renew what was readable. The repaired document has plain addresses.</source>
        <translation>Donnez plutôt une identification à la couche, et renouvelez ce qui était lisible. Le document réparé a des adresses simples.</translation>
    </message>
    <message>
        <source>Go on with an unfinished export</source>
        <translation>Continuer un export inachevé</translation>
    </message>
    <message>
        <source>Google Cloud Storage</source>
        <translation>Google Cloud Storage</translation>
    </message>
    <message>
        <source>Google's application default credentials, as “gcloud auth application-default login” makes them.</source>
        <translation>Les identifiants par défaut de Google, tels que les crée « gcloud auth application-default login ».</translation>
    </message>
    <message>
        <source>Greatest value on top</source>
        <translation>Plus grande valeur au premier plan</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>Fichiers HTML (*.html)</translation>
    </message>
    <message>
        <source>Have the images as they were before; the layer's properties restore all of them</source>
        <translation>Reprendre les images telles qu'elles étaient avant ; les propriétés de la couche les rétablissent toutes</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>En-tête</translation>
    </message>
    <message>
        <source>Header with a key</source>
        <translation>En-tête avec une clé</translation>
    </message>
    <message>
        <source>Highest value</source>
        <translation>Valeur la plus haute</translation>
    </message>
    <message>
        <source>Hosts of other services for signed links that may get the key, too</source>
        <translation>Hôtes d'autres services de liens signés qui peuvent recevoir la clé, eux aussi</translation>
    </message>
    <message>
        <source>How much the images differ: large where something has changed.</source>
        <translation>De combien les images diffèrent : beaucoup là où quelque chose a changé.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Image files</source>
        <translation>Fichiers d'images</translation>
    </message>
    <message>
        <source>Image with the highest last band</source>
        <translation>Image dont la dernière bande est la plus haute</translation>
    </message>
    <message>
        <source>Image with the lowest last band</source>
        <translation>Image dont la dernière bande est la plus basse</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Images Here</source>
        <translation>Images ici</translation>
    </message>
    <message>
        <source>Images and values at points</source>
        <translation>Images et valeurs aux points</translation>
    </message>
    <message>
        <source>Images are not all in the CRS of the GDAL file; GDAL warps them as they are read.</source>
        <translation>Les images ne sont pas toutes dans le SCR du fichier GDAL ; GDAL les reprojette à la lecture.</translation>
    </message>
    <message>
        <source>Images are public, in S3 in Cape Town (af-south-1).</source>
        <translation>Les images sont publiques, dans S3 au Cap (af-south-1).</translation>
    </message>
    <message>
        <source>Images are public, in S3.</source>
        <translation>Les images sont publiques, dans S3.</translation>
    </message>
    <message>
        <source>Images at points</source>
        <translation>Images aux points</translation>
    </message>
    <message>
        <source>Images at this point, first one on top: {count}</source>
        <translation>Images en ce point, la première au-dessus : {count}</translation>
    </message>
    <message>
        <source>Images elsewhere are read without this login. Empty: all buckets</source>
        <translation>Les images situées ailleurs sont lues sans cette identification. Vide : tous les buckets</translation>
    </message>
    <message>
        <source>Images elsewhere are read without this login. Empty: only where the document lies</source>
        <translation>Les images situées ailleurs sont lues sans cette identification. Vide : seulement là où se trouve le document</translation>
    </message>
    <message>
        <source>Images for each tile, at most (empty or 0: all)</source>
        <translation>Images par tuile, au plus (vide ou 0 : toutes)</translation>
    </message>
    <message>
        <source>Images in an odd coordinate reference system</source>
        <translation>Images dans un système de coordonnées inhabituel</translation>
    </message>
    <message>
        <source>Images left out: {count}</source>
        <translation>Images laissées de côté : {count}</translation>
    </message>
    <message>
        <source>Images lie in tiles that are not listed</source>
        <translation>Des images se trouvent dans des tuiles qui ne sont pas listées</translation>
    </message>
    <message>
        <source>Images listed twice in a tile</source>
        <translation>Images listées deux fois dans une tuile</translation>
    </message>
    <message>
        <source>Images looked at</source>
        <translation>Images examinées</translation>
    </message>
    <message>
        <source>Images need S3 keys of the Copernicus Data Space: an AWS login with the endpoint eodata.dataspace.copernicus.eu and path-style addresses. Most scenes are JPEG 2000, which is slow from far away.</source>
        <translation>Les images demandent des clés S3 du Copernicus Data Space : une identification AWS avec le point d'accès eodata.dataspace.copernicus.eu et des adresses path-style. La plupart des scènes sont en JPEG 2000, ce qui est lent de loin.</translation>
    </message>
    <message>
        <source>Images need a login: over https that of the USGS, else an AWS login with “requester pays” for the copies in S3 (us-west-2), for which you are charged.</source>
        <translation>Les images demandent une identification : en https celle de l'USGS, sinon une identification AWS avec « le demandeur paie » pour les copies dans S3 (us-west-2), qui vous sont facturées.</translation>
    </message>
    <message>
        <source>Images need an Earthdata login, as a bearer token. Conditions on properties are applied after the search, because this catalog does not take filters.</source>
        <translation>Les images demandent une identification Earthdata, comme jeton bearer. Les conditions sur les propriétés sont appliquées après la recherche, car ce catalogue n'accepte pas de filtres.</translation>
    </message>
    <message>
        <source>Images of another data type than most</source>
        <translation>Images d'un autre type de données que la plupart</translation>
    </message>
    <message>
        <source>Images of another data type than the document says</source>
        <translation>Images d'un autre type de données que ne dit le document</translation>
    </message>
    <message>
        <source>Images of another resolution than most</source>
        <translation>Images d'une autre résolution que la plupart</translation>
    </message>
    <message>
        <source>Images of other planets and moons, in coordinate reference systems of theirs: choose a tile matrix set that fits, such as MarsMercatorSphere.</source>
        <translation>Des images d'autres planètes et de lunes, dans leurs propres systèmes de coordonnées : choisissez un jeu de matrices de tuiles qui convient, comme MarsMercatorSphere.</translation>
    </message>
    <message>
        <source>Images of the tile that has most</source>
        <translation>Images de la tuile qui en a le plus</translation>
    </message>
    <message>
        <source>Images of this mosaic need a login; GDAL has to be given one of its own.</source>
        <translation>Des images de cette mosaïque demandent une identification ; il faut en donner une à GDAL.</translation>
    </message>
    <message>
        <source>Images of {subject} have no overviews and are slow when far out. Zoom in, or make overviews.</source>
        <translation>Des images de {subject} n'ont pas d'aperçus et sont lentes de loin. Zoomez, ou créez des aperçus.</translation>
    </message>
    <message>
        <source>Images open</source>
        <translation>Images ouvertes</translation>
    </message>
    <message>
        <source>Images outside the bounds</source>
        <translation>Images hors des limites</translation>
    </message>
    <message>
        <source>Images per tile</source>
        <translation>Images par tuile</translation>
    </message>
    <message>
        <source>Images that are looked at at the same time (empty: as many as is good)</source>
        <translation>Images examinées en même temps (vide : autant qu'il convient)</translation>
    </message>
    <message>
        <source>Images that are no Cloud-Optimized GeoTIFFs</source>
        <translation>Images qui ne sont pas des GeoTIFF optimisés pour le cloud</translation>
    </message>
    <message>
        <source>Images that are not there</source>
        <translation>Images qui n'existent pas</translation>
    </message>
    <message>
        <source>Images that cannot be reached</source>
        <translation>Images injoignables</translation>
    </message>
    <message>
        <source>Images that cannot be read</source>
        <translation>Images illisibles</translation>
    </message>
    <message>
        <source>Images that cover more of a tile come first</source>
        <translation>Les images qui couvrent davantage d'une tuile viennent d'abord</translation>
    </message>
    <message>
        <source>Images that have been looked at: {count}.</source>
        <translation>Images examinées : {count}.</translation>
    </message>
    <message>
        <source>Images that the document must not name</source>
        <translation>Images que le document ne doit pas nommer</translation>
    </message>
    <message>
        <source>Images to which access is refused</source>
        <translation>Images dont l'accès est refusé</translation>
    </message>
    <message>
        <source>Images were taken</source>
        <translation>Images prises</translation>
    </message>
    <message>
        <source>Images with another nodata value than most</source>
        <translation>Images avec une autre valeur nodata que la plupart</translation>
    </message>
    <message>
        <source>Images with other bands than most</source>
        <translation>Images avec d'autres bandes que la plupart</translation>
    </message>
    <message>
        <source>Images with too few bands are left out of the layer.</source>
        <translation>Les images ayant trop peu de bandes sont laissées de côté dans la couche.</translation>
    </message>
    <message>
        <source>Images without a place on the earth</source>
        <translation>Images sans emplacement sur la Terre</translation>
    </message>
    <message>
        <source>Import Connections…</source>
        <translation>Importer des connexions…</translation>
    </message>
    <message>
        <source>Import MosaicJSON Connections</source>
        <translation>Importer des connexions MosaicJSON</translation>
    </message>
    <message>
        <source>In these polygons</source>
        <translation>Dans ces polygones</translation>
    </message>
    <message>
        <source>In this extent</source>
        <translation>Dans cette emprise</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Infrared (vegetation red)</source>
        <translation>Infrarouge (végétation en rouge)</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>Examiner</translation>
    </message>
    <message>
        <source>It is larger than one file may be: {count} files and the VRT {path} were written.</source>
        <translation>Il dépasse ce qu'un fichier peut contenir : {count} fichiers et le VRT {path} ont été écrits.</translation>
    </message>
    <message>
        <source>It is running.</source>
        <translation>Il est en marche.</translation>
    </message>
    <message>
        <source>It was read with the login.</source>
        <translation>Il a été lu avec l'identification.</translation>
    </message>
    <message>
        <source>It was read without a login.</source>
        <translation>Il a été lu sans identification.</translation>
    </message>
    <message>
        <source>Items, at most (empty: all)</source>
        <translation>Items, au plus (vide : tous)</translation>
    </message>
    <message>
        <source>Its temporary keys are asked for when images are read, and renewed</source>
        <translation>Ses clés temporaires sont demandées à la lecture des images, et renouvelées</translation>
    </message>
    <message>
        <source>Its text is kept in the login; the file is not needed any more</source>
        <translation>Son texte est conservé dans l'identification ; le fichier n'est plus nécessaire</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>JSON files (*.json)</source>
        <translation>Fichiers JSON (*.json)</translation>
    </message>
    <message>
        <source>June to August</source>
        <translation>Juin à août</translation>
    </message>
    <message>
        <source>Kept as they are: {options}</source>
        <translation>Conservé tel quel : {options}</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clé</translation>
    </message>
    <message>
        <source>Key file (JSON)</source>
        <translation>Fichier de clé (JSON)</translation>
    </message>
    <message>
        <source>Key files</source>
        <translation>Fichiers de clé</translation>
    </message>
    <message>
        <source>Key of the asset (empty: the main image)</source>
        <translation>Clé de l'asset (vide : l'image principale)</translation>
    </message>
    <message>
        <source>Keys of a later version</source>
        <translation>Clés d'une version ultérieure</translation>
    </message>
    <message>
        <source>Keys that are no quadkeys</source>
        <translation>Clés qui ne sont pas des quadkeys</translation>
    </message>
    <message>
        <source>Keys that the specification does not know</source>
        <translation>Clés que la spécification ne connaît pas</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>Mots-clés</translation>
    </message>
    <message>
        <source>Lanczos</source>
        <translation>Lanczos</translation>
    </message>
    <message>
        <source>Large images without overviews</source>
        <translation>Grandes images sans aperçus</translation>
    </message>
    <message>
        <source>Largest zoom</source>
        <translation>Plus grand zoom</translation>
    </message>
    <message>
        <source>Largest zoom (empty: as the images suggest)</source>
        <translation>Plus grand zoom (vide : selon les images)</translation>
    </message>
    <message>
        <source>Largest zoom (empty: that of the mosaic’s finest pixels)</source>
        <translation>Plus grand zoom (vide : celui des pixels les plus fins de la mosaïque)</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>30 derniers jours</translation>
    </message>
    <message>
        <source>Last 365 days</source>
        <translation>365 derniers jours</translation>
    </message>
    <message>
        <source>Last year</source>
        <translation>L'année dernière</translation>
    </message>
    <message>
        <source>Layer of the GDAL file</source>
        <translation>Couche du fichier GDAL</translation>
    </message>
    <message>
        <source>Layer of the mosaic</source>
        <translation>Couche de la mosaïque</translation>
    </message>
    <message>
        <source>Layer of the new mosaic</source>
        <translation>Couche de la nouvelle mosaïque</translation>
    </message>
    <message>
        <source>Layer of the overview image</source>
        <translation>Couche de l'image d'aperçu</translation>
    </message>
    <message>
        <source>Layer of the tiles</source>
        <translation>Couche des tuiles</translation>
    </message>
    <message>
        <source>Layer with the footprints of images</source>
        <translation>Couche avec les empreintes d'images</translation>
    </message>
    <message>
        <source>Least share of a tile that a new image must cover (0 to 1)</source>
        <translation>Part minimale d'une tuile qu'une nouvelle image doit couvrir (0 à 1)</translation>
    </message>
    <message>
        <source>Least share of a tile that an image must cover (0 to 1)</source>
        <translation>Part minimale d'une tuile qu'une image doit couvrir (0 à 1)</translation>
    </message>
    <message>
        <source>Leave out images that cannot be read</source>
        <translation>Laisser de côté les images illisibles</translation>
    </message>
    <message>
        <source>Leave this image out of the layer</source>
        <translation>Laisser cette image hors de la couche</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Lines are means, the shade behind them reaches from minimum to maximum.</source>
        <translation>Les lignes sont des moyennes, l'ombre derrière va du minimum au maximum.</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>Liens</translation>
    </message>
    <message>
        <source>Links to images are signed while they are read. This works without a key, too, but less often.</source>
        <translation>Les liens vers les images sont signés pendant la lecture. Cela marche aussi sans clé, mais moins souvent.</translation>
    </message>
    <message>
        <source>Listing the images of {subject}</source>
        <translation>Liste des images de {subject}</translation>
    </message>
    <message>
        <source>Lists (*.txt *.csv *.tsv *.lst);;All files (*)</source>
        <translation>Listes (*.txt *.csv *.tsv *.lst);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Lock this image: it lies on top of all others from now on</source>
        <translation>Verrouiller cette image : elle est désormais au-dessus de toutes les autres</translation>
    </message>
    <message>
        <source>Login of the catalog</source>
        <translation>Identification pour le catalogue</translation>
    </message>
    <message>
        <source>Login of the images</source>
        <translation>Identification pour les images</translation>
    </message>
    <message>
        <source>Login of the mosaic</source>
        <translation>Identification pour la mosaïque</translation>
    </message>
    <message>
        <source>Login of the new mosaic’s store</source>
        <translation>Identification pour le stockage de la nouvelle mosaïque</translation>
    </message>
    <message>
        <source>Login of the repaired document’s store</source>
        <translation>Identification pour le stockage du document réparé</translation>
    </message>
    <message>
        <source>Look at so many images at most (0: all)</source>
        <translation>Examiner au plus tant d'images (0 : toutes)</translation>
    </message>
    <message>
        <source>Look at the images</source>
        <translation>Examiner les images</translation>
    </message>
    <message>
        <source>Looking at the assets of {subject}</source>
        <translation>Examen des assets de {subject}</translation>
    </message>
    <message>
        <source>Looking at the images…</source>
        <translation>Examen des images…</translation>
    </message>
    <message>
        <source>Looking at {subject}</source>
        <translation>Examen de {subject}</translation>
    </message>
    <message>
        <source>Looking at {subject}…</source>
        <translation>Examen de {subject}…</translation>
    </message>
    <message>
        <source>Lowest value</source>
        <translation>Valeur la plus basse</translation>
    </message>
    <message>
        <source>MBTiles (*.mbtiles);;PMTiles (*.pmtiles)</source>
        <translation>MBTiles (*.mbtiles);;PMTiles (*.pmtiles)</translation>
    </message>
    <message>
        <source>Made and edited in QGIS's own window. QGIS signs in with it, and again when the login ends.</source>
        <translation>Créée et modifiée dans la fenêtre de QGIS lui-même. QGIS s'identifie avec elle, et de nouveau quand l'identification expire.</translation>
    </message>
    <message>
        <source>Make overviews with gdaladdo, or convert them to COGs.</source>
        <translation>Créez des aperçus avec gdaladdo, ou convertissez-les en COG.</translation>
    </message>
    <message>
        <source>Make the mosaic again from its images, or update it with them.</source>
        <translation>Recréez la mosaïque à partir de ses images, ou mettez-la à jour avec elles.</translation>
    </message>
    <message>
        <source>Makes a mosaic of images whose footprints are the polygons of a vector layer, such as a tile index of gdaltindex. One field names the image: a path or an address such as https://, s3://, gs:// or az://. Relative paths begin in the folder of the layer’s file unless another one is given.

The first feature is topmost. An expression can set the order, for example "date" with the greatest value first, or "cloud_cover" with the smallest; features for which it is empty come last.

Images are not opened, but for a few of them where the smallest or the largest zoom is left empty. Features without a polygon or a name are left out and told.</source>
        <translation>Crée une mosaïque d'images dont les empreintes sont les polygones d'une couche vecteur, comme un index de tuiles de gdaltindex. Un champ nomme l'image : un chemin ou une adresse comme https://, s3://, gs:// ou az://. Les chemins relatifs commencent dans le dossier du fichier de la couche, sauf si un autre est donné.

La première entité est au premier plan. Une expression peut fixer l'ordre, par exemple "date" avec la plus grande valeur d'abord, ou "cloud_cover" avec la plus petite ; les entités pour lesquelles elle est vide viennent en dernier.

Les images ne sont pas ouvertes, sauf quelques-unes là où le zoom le plus petit ou le plus grand est laissé vide. Les entités sans polygone ou sans nom sont laissées de côté et signalées.</translation>
    </message>
    <message>
        <source>Makes a mosaic of images: files, all images of a folder, raster layers, those that a text or CSV file names, and addresses such as https://, s3://, gs:// or az://. Folders may be in S3, Google or Azure too.

Only the head of each image is read. The image that is named first is topmost; those of a folder are in the order of their names. All images must have one data type. Images that cannot be used are left out and named here.

The mosaic is written to a file (.json, or .json.gz for a compressed one), s3://, gs://, az://, dynamodb:// or sqlite://, whole or not at all. Images in the folder of its file, or below it, are named relative to it, so that the folder can be moved; addresses are written without signatures.</source>
        <translation>Crée une mosaïque d'images : des fichiers, toutes les images d'un dossier, des couches raster, celles que nomme un fichier texte ou CSV, et des adresses comme https://, s3://, gs:// ou az://. Les dossiers peuvent aussi être dans S3, Google ou Azure.

Seul le début de chaque image est lu. L'image nommée en premier est au premier plan ; celles d'un dossier viennent dans l'ordre de leurs noms. Toutes les images doivent avoir un même type de données. Les images inutilisables sont laissées de côté et nommées ici.

La mosaïque est écrite dans un fichier (.json, ou .json.gz pour un fichier compressé), vers s3://, gs://, az://, dynamodb:// ou sqlite://, en entier ou pas du tout. Les images du dossier de son fichier, ou en dessous, sont nommées relativement à lui, pour que le dossier puisse être déplacé ; les adresses sont écrites sans signatures.</translation>
    </message>
    <message>
        <source>Makes a mosaic of the items of a STAC catalog: what a search of an API finds, or what a document of items has (an ItemCollection or a STAC GeoParquet, a file or an address). Give either the address or the file.

Collections, extent, dates and cloud cover narrow the search down, for documents too. A filter is CQL2, as text or JSON, or JSON with further parts of a search such as {"query": …}; only an API can follow it.

The mosaic names one asset of each item: the one with the given key, or the picture that the item is about. With “item” the mosaic names the items themselves, as some programs for STAC want it; QGIS cannot draw such a mosaic.

Items that have no such asset or no place are left out and told. The mosaic does not change when the catalog does; open the search itself as a layer for that.</source>
        <translation>Crée une mosaïque des items d'un catalogue STAC : ce que trouve une recherche d'une API, ou ce que contient un document d'items (une ItemCollection ou un STAC GeoParquet, un fichier ou une adresse). Donnez soit l'adresse, soit le fichier.

Collections, emprise, dates et couverture nuageuse restreignent la recherche, pour les documents aussi. Un filtre est du CQL2, en texte ou en JSON, ou du JSON avec d'autres parties d'une recherche comme {"query": …} ; seule une API peut le suivre.

La mosaïque nomme un asset de chaque item : celui qui a la clé donnée, ou l'image dont parle l'item. Avec « item », la mosaïque nomme les items eux-mêmes, comme le veulent certains programmes pour STAC ; QGIS ne peut pas dessiner une telle mosaïque.

Les items sans un tel asset ou sans emplacement sont laissés de côté et signalés. La mosaïque ne change pas avec le catalogue ; pour cela, ouvrez la recherche elle-même comme couche.</translation>
    </message>
    <message>
        <source>Makes a polygon for each image of a mosaic, in mosaic order: rank 1 is listed first. Their fields tell the image’s name and address, when it was taken where the mosaic knows, size, bands, type, CRS, pixel size (in units of that CRS), overviews, nodata, and what a STAC catalog says of it.

The outlines come from the images’ own headers, which costs a request for each image that is not known yet; many are asked for at a time. Without that, a STAC mosaic has the outlines of its items, and images of other mosaics have the tiles that list them. The field footprint says who knew it: image, item or tiles.

Images that cannot be read are told, and get the tiles that list them. Any number of images will do: a million of them need little memory, but a file for the result, such as a GeoPackage.</source>
        <translation>Crée un polygone pour chaque image d'une mosaïque, dans l'ordre de la mosaïque : le rang 1 est listé en premier. Les champs donnent le nom et l'adresse de l'image, sa date de prise de vue là où la mosaïque la connaît, taille, bandes, type, SCR, taille de pixel (en unités de ce SCR), aperçus, nodata, et ce qu'en dit un catalogue STAC.

Les contours viennent des en-têtes des images elles-mêmes, ce qui coûte une requête pour chaque image encore inconnue ; beaucoup sont demandées à la fois. Sans cela, une mosaïque STAC a les contours de ses items, et les images d'autres mosaïques ont les tuiles qui les listent. Le champ footprint dit qui le savait : image, item ou tiles.

Les images illisibles sont signalées et reçoivent les tuiles qui les listent. N'importe quel nombre d'images convient : un million demande peu de mémoire, mais un fichier pour le résultat, comme un GeoPackage.</translation>
    </message>
    <message>
        <source>Makes a square for each quadkey in the index of a mosaic, in the CRS of its tiles, with the number of images that are listed there. It shows where a mosaic has many images above each other, where it has gaps, and how large its index is. No image is opened.

With a zoom, keys are put together in tiles of that zoom: tiles counts their keys, listed how often images are listed in them, images the different ones, most_images those of the key that has most. Keys that are coarser stay as they are.

Any number of keys will do: a million of them need little memory, but a file for the result, such as a GeoPackage.</source>
        <translation>Crée un carré pour chaque quadkey de l'index d'une mosaïque, dans le SCR de ses tuiles, avec le nombre d'images qui y sont listées. On voit où une mosaïque a beaucoup d'images superposées, où elle a des trous, et la taille de son index. Aucune image n'est ouverte.

Avec un zoom, les clés sont réunies en tuiles de ce zoom : tiles compte leurs clés, listed combien de fois des images y sont listées, images les images différentes, most_images celles de la clé qui en a le plus. Les clés plus grossières restent telles quelles.

N'importe quel nombre de clés convient : un million demande peu de mémoire, mais un fichier pour le résultat, comme un GeoPackage.</translation>
    </message>
    <message>
        <source>Making a mosaic of {count} images</source>
        <translation>Création d'une mosaïque de {count} images</translation>
    </message>
    <message>
        <source>Managed identity</source>
        <translation>Identité managée</translation>
    </message>
    <message>
        <source>March to May</source>
        <translation>Mars à mai</translation>
    </message>
    <message>
        <source>Mask: polygons outside of which nothing stays</source>
        <translation>Masque : polygones hors desquels rien ne reste</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>Maximum</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Médiane</translation>
    </message>
    <message>
        <source>Memory cache</source>
        <translation>Cache mémoire</translation>
    </message>
    <message>
        <source>Memory: {used} of {limit} in use, for all mosaics together.</source>
        <translation>Mémoire : {used} sur {limit} utilisés, pour toutes les mosaïques ensemble.</translation>
    </message>
    <message>
        <source>Merge mosaics</source>
        <translation>Fusionner des mosaïques</translation>
    </message>
    <message>
        <source>Merging needs two mosaics or more, got {count}.</source>
        <translation>Fusionner demande deux mosaïques ou plus, reçu : {count}.</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>Minimum</translation>
    </message>
    <message>
        <source>Moisture index (NDMI)</source>
        <translation>Indice d'humidité (NDMI)</translation>
    </message>
    <message>
        <source>Mosaic</source>
        <translation>Mosaïque</translation>
    </message>
    <message>
        <source>MosaicJSON</source>
        <translation>MosaicJSON</translation>
    </message>
    <message>
        <source>MosaicJSON (*.json *.json.gz *.mosaicjson);;All files (*)</source>
        <translation>MosaicJSON (*.json *.json.gz *.mosaicjson);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>MosaicJSON mosaics, read tile by tile</source>
        <translation>Mosaïques MosaicJSON, lues tuile par tuile</translation>
    </message>
    <message>
        <source>MosaicJSON version</source>
        <translation>Version de MosaicJSON</translation>
    </message>
    <message>
        <source>MosaicJSON {version}, document {document}</source>
        <translation>MosaicJSON {version}, document {document}</translation>
    </message>
    <message>
        <source>Mosaics, topmost first</source>
        <translation>Mosaïques, celle du dessus d'abord</translation>
    </message>
    <message>
        <source>Most frequent value</source>
        <translation>Valeur la plus fréquente</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Names of files in the folder (empty: usual images)</source>
        <translation>Noms des fichiers du dossier (vide : images usuelles)</translation>
    </message>
    <message>
        <source>Names of images that are none</source>
        <translation>Noms d'images qui n'en sont pas</translation>
    </message>
    <message>
        <source>Names of images with spaces around them</source>
        <translation>Noms d'images entourés d'espaces</translation>
    </message>
    <message>
        <source>Names or patterns, one in each line</source>
        <translation>Noms ou motifs, un par ligne</translation>
    </message>
    <message>
        <source>Natural colour</source>
        <translation>Couleurs naturelles</translation>
    </message>
    <message>
        <source>Nearest neighbour</source>
        <translation>Plus proche voisin</translation>
    </message>
    <message>
        <source>New Connection…</source>
        <translation>Nouvelle connexion…</translation>
    </message>
    <message>
        <source>New Login</source>
        <translation>Nouvelle identification</translation>
    </message>
    <message>
        <source>New images for each tile, at most (empty or 0: all)</source>
        <translation>Nouvelles images par tuile, au plus (vide ou 0 : toutes)</translation>
    </message>
    <message>
        <source>New images on top</source>
        <translation>Nouvelles images au premier plan</translation>
    </message>
    <message>
        <source>New mosaic</source>
        <translation>Nouvelle mosaïque</translation>
    </message>
    <message>
        <source>Newer scenes have an offset of reflectance; the items say whether it was taken out.</source>
        <translation>Les scènes récentes ont un décalage de réflectance ; les items disent s'il a été retiré.</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Les plus récentes</translation>
    </message>
    <message>
        <source>No Python that can run the engine was found on this machine.</source>
        <translation>Aucun Python capable d'exécuter le moteur n'a été trouvé sur cette machine.</translation>
    </message>
    <message>
        <source>No browser could be started for the help. Open {page} yourself.</source>
        <translation>Aucun navigateur n'a pu être lancé pour l'aide. Ouvrez {page} vous-même.</translation>
    </message>
    <message>
        <source>No image covers this point.</source>
        <translation>Aucune image ne couvre ce point.</translation>
    </message>
    <message>
        <source>No image has a value at any of the places.</source>
        <translation>Aucune image n'a de valeur en aucun des lieux.</translation>
    </message>
    <message>
        <source>No image has a value of this band.</source>
        <translation>Aucune image n'a de valeur de cette bande.</translation>
    </message>
    <message>
        <source>No image lies here.</source>
        <translation>Aucune image ne se trouve ici.</translation>
    </message>
    <message>
        <source>No images are given: choose files, a folder, raster layers or a list, or write addresses.</source>
        <translation>Aucune image n'est donnée : choisissez des fichiers, un dossier, des couches raster ou une liste, ou écrivez des adresses.</translation>
    </message>
    <message>
        <source>No login</source>
        <translation>Sans identification</translation>
    </message>
    <message>
        <source>No mosaic can be opened at an address that begins with “{scheme}”. Check the address.</source>
        <translation>Aucune mosaïque ne peut être ouverte à une adresse qui commence par « {scheme} ». Vérifiez l'adresse.</translation>
    </message>
    <message>
        <source>No mosaic was added yet</source>
        <translation>Aucune mosaïque n'a encore été ajoutée</translation>
    </message>
    <message>
        <source>No thumbnail from {address}: {reason}</source>
        <translation>Pas de vignette de {address} : {reason}</translation>
    </message>
    <message>
        <source>Nodata</source>
        <translation>Nodata</translation>
    </message>
    <message>
        <source>Nodata or mask</source>
        <translation>Nodata ou masque</translation>
    </message>
    <message>
        <source>None of the images says where it lies, so there are no footprints to show.</source>
        <translation>Aucune des images ne dit où elle se trouve, il n'y a donc pas d'empreintes à montrer.</translation>
    </message>
    <message>
        <source>North in degrees</source>
        <translation>Nord en degrés</translation>
    </message>
    <message>
        <source>Not Now</source>
        <translation>Pas maintenant</translation>
    </message>
    <message>
        <source>Not all of the cache in {folder} could be deleted: it is in use. Try again right after a start of QGIS.</source>
        <translation>Le cache dans {folder} n'a pas pu être entièrement supprimé : il est utilisé. Réessayez juste après un démarrage de QGIS.</translation>
    </message>
    <message>
        <source>Not read: {message}</source>
        <translation>Non lu : {message}</translation>
    </message>
    <message>
        <source>Not valid: {count} errors</source>
        <translation>Non valide : {count} erreurs</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Remarque</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Remarques</translation>
    </message>
    <message>
        <source>Notes, warnings and errors</source>
        <translation>Remarques, avertissements et erreurs</translation>
    </message>
    <message>
        <source>Nothing can be written there. Choose a file, or an address with s3, gs, az, dynamodb or sqlite.</source>
        <translation>On ne peut rien écrire à cet endroit. Choisissez un fichier, ou une adresse s3, gs, az, dynamodb ou sqlite.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Rien trouvé</translation>
    </message>
    <message>
        <source>Nothing had to be changed.</source>
        <translation>Rien n'a dû être changé.</translation>
    </message>
    <message>
        <source>Nothing is kept on the disk.</source>
        <translation>Rien n'est conservé sur le disque.</translation>
    </message>
    <message>
        <source>Nothing is shown there.</source>
        <translation>Rien n'y est montré.</translation>
    </message>
    <message>
        <source>Nothing matches. Search a larger place, more days, or more clouds.</source>
        <translation>Rien ne correspond. Cherchez un lieu plus grand, plus de jours ou plus de nuages.</translation>
    </message>
    <message>
        <source>Nothing was found at {subject}. Search wider.</source>
        <translation>Rien n'a été trouvé à {subject}. Élargissez la recherche.</translation>
    </message>
    <message>
        <source>Nothing was searched yet. Choose a catalog, a collection and a place, then press Search.</source>
        <translation>Aucune recherche n'a encore été faite. Choisissez un catalogue, une collection et un lieu, puis appuyez sur Rechercher.</translation>
    </message>
    <message>
        <source>Number of bands</source>
        <translation>Nombre de bandes</translation>
    </message>
    <message>
        <source>Number of columns</source>
        <translation>Nombre de colonnes</translation>
    </message>
    <message>
        <source>Number of different images</source>
        <translation>Nombre d'images différentes</translation>
    </message>
    <message>
        <source>Number of errors</source>
        <translation>Nombre d'erreurs</translation>
    </message>
    <message>
        <source>Number of files</source>
        <translation>Nombre de fichiers</translation>
    </message>
    <message>
        <source>Number of footprints</source>
        <translation>Nombre d'empreintes</translation>
    </message>
    <message>
        <source>Number of images</source>
        <translation>Nombre d'images</translation>
    </message>
    <message>
        <source>Number of images at points</source>
        <translation>Nombre d'images aux points</translation>
    </message>
    <message>
        <source>Number of images that are left</source>
        <translation>Nombre d'images qui restent</translation>
    </message>
    <message>
        <source>Number of images that are left out</source>
        <translation>Nombre d'images laissées de côté</translation>
    </message>
    <message>
        <source>Number of images that cannot be read</source>
        <translation>Nombre d'images illisibles</translation>
    </message>
    <message>
        <source>Number of images that could not be looked at</source>
        <translation>Nombre d'images qui n'ont pas pu être examinées</translation>
    </message>
    <message>
        <source>Number of images that were added</source>
        <translation>Nombre d'images ajoutées</translation>
    </message>
    <message>
        <source>Number of images that were removed</source>
        <translation>Nombre d'images retirées</translation>
    </message>
    <message>
        <source>Number of images with values</source>
        <translation>Nombre d'images avec valeurs</translation>
    </message>
    <message>
        <source>Number of notes</source>
        <translation>Nombre de remarques</translation>
    </message>
    <message>
        <source>Number of points</source>
        <translation>Nombre de points</translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation>Nombre de lignes</translation>
    </message>
    <message>
        <source>Number of squares</source>
        <translation>Nombre de carrés</translation>
    </message>
    <message>
        <source>Number of tiles</source>
        <translation>Nombre de tuiles</translation>
    </message>
    <message>
        <source>Number of tiles in its index</source>
        <translation>Nombre de tuiles de son index</translation>
    </message>
    <message>
        <source>Number of tiles in the index</source>
        <translation>Nombre de tuiles de l'index</translation>
    </message>
    <message>
        <source>Number of tiles that changed</source>
        <translation>Nombre de tuiles changées</translation>
    </message>
    <message>
        <source>Number of warnings</source>
        <translation>Nombre d'avertissements</translation>
    </message>
    <message>
        <source>Numbers that JSON does not have</source>
        <translation>Nombres que JSON n'a pas</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Décalage</translation>
    </message>
    <message>
        <source>Oldest</source>
        <translation>Les plus anciennes</translation>
    </message>
    <message>
        <source>One band with the number of images that have data there.</source>
        <translation>Une bande avec le nombre d'images qui y ont des données.</translation>
    </message>
    <message>
        <source>One image in each line, or a table with a column called path, file, location, href or url.</source>
        <translation>Une image par ligne, ou une table avec une colonne nommée path, file, location, href ou url.</translation>
    </message>
    <message>
        <source>One image of {subject} lies here.</source>
        <translation>Une image de {subject} se trouve ici.</translation>
    </message>
    <message>
        <source>One row per day (UTC)</source>
        <translation>Une ligne par jour (UTC)</translation>
    </message>
    <message>
        <source>Only dead links</source>
        <translation>Seulement les liens morts</translation>
    </message>
    <message>
        <source>Only for buckets</source>
        <translation>Seulement pour les buckets</translation>
    </message>
    <message>
        <source>Only for buckets whose owner lets the requester pay: this project is billed for each request</source>
        <translation>Seulement pour les buckets dont le propriétaire fait payer le demandeur : chaque requête est facturée à ce projet</translation>
    </message>
    <message>
        <source>Only for hosts</source>
        <translation>Seulement pour les hôtes</translation>
    </message>
    <message>
        <source>Only images taken from (UTC)</source>
        <translation>Seulement les images prises à partir de (UTC)</translation>
    </message>
    <message>
        <source>Only images taken until (UTC)</source>
        <translation>Seulement les images prises jusqu'à (UTC)</translation>
    </message>
    <message>
        <source>Only images that touch this place; empty: everywhere</source>
        <translation>Seulement les images qui touchent ce lieu ; vide : partout</translation>
    </message>
    <message>
        <source>Only images whose tiles meet this extent</source>
        <translation>Seulement les images dont les tuiles touchent cette emprise</translation>
    </message>
    <message>
        <source>Only keys that meet this extent</source>
        <translation>Seulement les clés qui touchent cette emprise</translation>
    </message>
    <message>
        <source>Only tell what would be removed</source>
        <translation>Seulement dire ce qui serait retiré</translation>
    </message>
    <message>
        <source>Only temporary keys have one; it ends, and the login with it</source>
        <translation>Seules les clés temporaires en ont un ; il expire, et l'identification avec lui</translation>
    </message>
    <message>
        <source>Open as STAC Items</source>
        <translation>Ouvrir comme items STAC</translation>
    </message>
    <message>
        <source>Open images to know where they lie (else by the tiles that list them)</source>
        <translation>Ouvrir les images pour savoir où elles sont (sinon d'après les tuiles qui les listent)</translation>
    </message>
    <message>
        <source>Open images: {count}.</source>
        <translation>Images ouvertes : {count}.</translation>
    </message>
    <message>
        <source>Open the file afterwards</source>
        <translation>Ouvrir ensuite le fichier</translation>
    </message>
    <message>
        <source>Open the new mosaic afterwards</source>
        <translation>Ouvrir ensuite la nouvelle mosaïque</translation>
    </message>
    <message>
        <source>Open the tiles afterwards</source>
        <translation>Ouvrir ensuite les tuiles</translation>
    </message>
    <message>
        <source>Opened without its login, which stays locked.</source>
        <translation>Ouverte sans son identification, qui reste verrouillée.</translation>
    </message>
    <message>
        <source>Opening {subject}</source>
        <translation>Ouverture de {subject}</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Opérateur</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Options</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Ordre</translation>
    </message>
    <message>
        <source>Order by (empty: as the layer has them)</source>
        <translation>Trier par (vide : comme la couche les a)</translation>
    </message>
    <message>
        <source>Other services</source>
        <translation>Autres services</translation>
    </message>
    <message>
        <source>Overview image</source>
        <translation>Image d'aperçu</translation>
    </message>
    <message>
        <source>Overviews</source>
        <translation>Aperçus</translation>
    </message>
    <message>
        <source>Overviews in files of their own</source>
        <translation>Aperçus dans des fichiers à part</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Page</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>Paste URI</source>
        <translation>Coller l'URI</translation>
    </message>
    <message>
        <source>Path-style addresses</source>
        <translation>Adresses dans le chemin (path-style)</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>Picture of the mosaic</source>
        <translation>Image de la mosaïque</translation>
    </message>
    <message>
        <source>Pixel selection (empty: the mosaic’s)</source>
        <translation>Sélection de pixels (vide : celle de la mosaïque)</translation>
    </message>
    <message>
        <source>Pixel size (empty: as in the mosaic)</source>
        <translation>Taille de pixel (vide : comme dans la mosaïque)</translation>
    </message>
    <message>
        <source>Pixel size in polygons, in units of the mosaic’s CRS (empty: the finest)</source>
        <translation>Taille de pixel dans les polygones, en unités du SCR de la mosaïque (vide : la plus fine)</translation>
    </message>
    <message>
        <source>Pixel size in units of the CRS (empty: the finest)</source>
        <translation>Taille de pixel en unités du SCR (vide : la plus fine)</translation>
    </message>
    <message>
        <source>Pixels along a file’s edge, at most</source>
        <translation>Pixels par côté d'un fichier, au plus</translation>
    </message>
    <message>
        <source>Pixels along a tile’s edge</source>
        <translation>Pixels par côté d'une tuile</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Lieu</translation>
    </message>
    <message>
        <source>Placed by ground control points.</source>
        <translation>Placée par des points de calage.</translation>
    </message>
    <message>
        <source>Planetary Computer</source>
        <translation>Planetary Computer</translation>
    </message>
    <message>
        <source>Planetary Computer: links are signed</source>
        <translation>Planetary Computer : les liens sont signés</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>Plateforme</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Points</translation>
    </message>
    <message>
        <source>Points or polygons</source>
        <translation>Points ou polygones</translation>
    </message>
    <message>
        <source>Points with the mosaic’s values</source>
        <translation>Points avec les valeurs de la mosaïque</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Aperçu</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Profile of this computer</source>
        <translation>Profil de cet ordinateur</translation>
    </message>
    <message>
        <source>Programs may not show what is outside. The repaired document has other bounds.</source>
        <translation>Des programmes ne montrent peut-être pas ce qui est dehors. Le document réparé a d'autres limites.</translation>
    </message>
    <message>
        <source>Project that pays</source>
        <translation>Projet qui paie</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>Propriété</translation>
    </message>
    <message>
        <source>Public, without signing in</source>
        <translation>Public, sans s'identifier</translation>
    </message>
    <message>
        <source>QGIS cannot keep a login with ||| or ::: in it.</source>
        <translation>QGIS ne peut pas conserver une identification contenant ||| ou :::.</translation>
    </message>
    <message>
        <source>QGIS could not keep the login; its log says why.</source>
        <translation>QGIS n'a pas pu conserver l'identification ; son journal dit pourquoi.</translation>
    </message>
    <message>
        <source>QGIS could not sign in with its authentication method {method}; the log messages panel says why.</source>
        <translation>QGIS n'a pas pu s'identifier avec sa méthode d'authentification {method} ; le panneau des messages du journal dit pourquoi.</translation>
    </message>
    <message>
        <source>QGIS was not signed in within {seconds} s; signing in goes on. Reload the layer afterwards.</source>
        <translation>QGIS n'était pas identifié au bout de {seconds} s ; l'identification continue. Rechargez ensuite la couche.</translation>
    </message>
    <message>
        <source>QGIS's authentication method {method} gives nothing that signs in at a web address.</source>
        <translation>La méthode d'authentification {method} de QGIS ne donne rien qui permette de s'identifier à une adresse web.</translation>
    </message>
    <message>
        <source>QGIS's authentication system is switched off on this machine.</source>
        <translation>Le système d'authentification de QGIS est désactivé sur cette machine.</translation>
    </message>
    <message>
        <source>QGIS's connection has a password or headers of its own, which are not read here: choose a login.</source>
        <translation>La connexion de QGIS a un mot de passe ou des en-têtes propres, qui ne sont pas lus ici : choisissez une identification.</translation>
    </message>
    <message>
        <source>QGIS's master password was not entered, so the credentials stay locked.</source>
        <translation>Le mot de passe principal de QGIS n'a pas été saisi, les identifiants restent donc verrouillés.</translation>
    </message>
    <message>
        <source>QGIS's master password was not entered, so the login stays locked: what needs it is not shown. Reload the layer to be asked again.</source>
        <translation>Le mot de passe principal de QGIS n'a pas été saisi, l'identification reste donc verrouillée : ce qui en a besoin n'est pas affiché. Rechargez la couche pour que la question soit reposée.</translation>
    </message>
    <message>
        <source>QGIS's master password was not entered, so this login stays locked.</source>
        <translation>Le mot de passe principal de QGIS n'a pas été saisi, cette identification reste donc verrouillée.</translation>
    </message>
    <message>
        <source>Quadkeys</source>
        <translation>Quadkeys</translation>
    </message>
    <message>
        <source>Quadkeys of another zoom</source>
        <translation>Quadkeys d'un autre zoom</translation>
    </message>
    <message>
        <source>Quality of jpeg and webp</source>
        <translation>Qualité de jpeg et webp</translation>
    </message>
    <message>
        <source>Quality of webp (100: without loss)</source>
        <translation>Qualité de webp (100 : sans perte)</translation>
    </message>
    <message>
        <source>Raise maxzoom when the mosaic is made again.</source>
        <translation>Augmentez maxzoom quand la mosaïque sera recréée.</translation>
    </message>
    <message>
        <source>Ranges of the values, such as 0,3000</source>
        <translation>Plages des valeurs, comme 0,3000</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Raster layers</source>
        <translation>Couches raster</translation>
    </message>
    <message>
        <source>Read the outlines from the images’ headers</source>
        <translation>Lire les contours dans les en-têtes des images</translation>
    </message>
    <message>
        <source>Read the values</source>
        <translation>Lire les valeurs</translation>
    </message>
    <message>
        <source>Reading mosaics needs an engine that is not set up yet: {count} packages, {download} MB to download, {disk} MB in your QGIS profile.</source>
        <translation>Lire des mosaïques demande un moteur qui n'est pas encore installé : {count} paquets, {download} Mo à télécharger, {disk} Mo dans votre profil QGIS.</translation>
    </message>
    <message>
        <source>Reading these images is paid for by whoever reads them (requester pays).</source>
        <translation>La lecture de ces images est payée par celui qui les lit (requester pays).</translation>
    </message>
    <message>
        <source>Reading {subject} was cancelled.</source>
        <translation>La lecture de {subject} a été annulée.</translation>
    </message>
    <message>
        <source>Reads what each image of a mosaic shows at places, in the order of time, and makes a table and a chart of it. The mosaic must know when its images were taken, as STAC searches and mosaics that were saved from them do.

At a point it is the value of the pixel there, in a polygon the mean, minimum, maximum, standard deviation, median and count of the pixels whose centres lie in it. Nodata and transparent pixels do not count; images without any value at a place have no row.

An expression makes one band of several, for example (b4-b1)/(b4+b1), or (B08-B04)/(B08+B04) with the keys of a STAC item’s assets. With one row per day, images of the same day (UTC) are put together as the layer does, which suits catalogs that cut a satellite’s pass into tiles.

Values are as they are stored, without scale and offset unless the layer applies them. Polygons with more than a million pixels are read at a coarser resolution, which is told. The chart is one file that needs nothing from the network; it shows the first twelve places.</source>
        <translation>Lit ce que chaque image d'une mosaïque montre en des lieux, dans l'ordre du temps, et en fait une table et un graphique. La mosaïque doit savoir quand ses images ont été prises, comme le font les recherches STAC et les mosaïques enregistrées à partir d'elles.

En un point, c'est la valeur du pixel ; dans un polygone, la moyenne, le minimum, le maximum, l'écart-type, la médiane et le nombre des pixels dont les centres s'y trouvent. Les pixels nodata et transparents ne comptent pas ; les images sans aucune valeur en un lieu n'ont pas de ligne.

Une expression fait une bande de plusieurs, par exemple (b4-b1)/(b4+b1), ou (B08-B04)/(B08+B04) avec les clés des assets d'un item STAC. Avec une ligne par jour, les images d'un même jour (UTC) sont assemblées comme le fait la couche, ce qui convient aux catalogues qui découpent le passage d'un satellite en tuiles.

Les valeurs sont telles que stockées, sans échelle ni décalage, sauf si la couche les applique. Les polygones de plus d'un million de pixels sont lus à une résolution plus grossière, ce qui est signalé. Le graphique est un fichier qui n'a besoin de rien du réseau ; il montre les douze premiers lieux.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Récentes</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Région</translation>
    </message>
    <message>
        <source>Reinstall Engine</source>
        <translation>Réinstaller le moteur</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>Remove Connection</source>
        <translation>Supprimer la connexion</translation>
    </message>
    <message>
        <source>Remove Connection…</source>
        <translation>Supprimer la connexion…</translation>
    </message>
    <message>
        <source>Remove Engine</source>
        <translation>Supprimer le moteur</translation>
    </message>
    <message>
        <source>Remove images from mosaic</source>
        <translation>Retirer des images de la mosaïque</translation>
    </message>
    <message>
        <source>Remove the connection {name}? The mosaic itself stays.</source>
        <translation>Supprimer la connexion {name} ? La mosaïque elle-même reste.</translation>
    </message>
    <message>
        <source>Remove this condition</source>
        <translation>Supprimer cette condition</translation>
    </message>
    <message>
        <source>Remove {count} connections? The mosaics themselves stay.</source>
        <translation>Retirer {count} connexions ? Les mosaïques elles-mêmes restent.</translation>
    </message>
    <message>
        <source>Removing the MosaicJSON engine</source>
        <translation>Suppression du moteur MosaicJSON</translation>
    </message>
    <message>
        <source>Repaired document</source>
        <translation>Document réparé</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Remplacer</translation>
    </message>
    <message>
        <source>Replace a repaired document that is there</source>
        <translation>Remplacer un document réparé qui existe</translation>
    </message>
    <message>
        <source>Replace what is there</source>
        <translation>Remplacer ce qui existe</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <source>Requester pays (you are charged)</source>
        <translation>Le demandeur paie (c'est facturé à vous)</translation>
    </message>
    <message>
        <source>Resampling</source>
        <translation>Rééchantillonnage</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Résultats</translation>
    </message>
    <message>
        <source>Results ({count})</source>
        <translation>Résultats ({count})</translation>
    </message>
    <message>
        <source>Results of research on the environment; most images are public.</source>
        <translation>Des résultats de recherche sur l'environnement ; la plupart des images sont publiques.</translation>
    </message>
    <message>
        <source>Role to take on</source>
        <translation>Rôle à endosser</translation>
    </message>
    <message>
        <source>Root mean square</source>
        <translation>Moyenne quadratique</translation>
    </message>
    <message>
        <source>SAS token</source>
        <translation>Jeton SAS</translation>
    </message>
    <message>
        <source>STAC API</source>
        <translation>API STAC</translation>
    </message>
    <message>
        <source>STAC items (*.json *.geojson *.parquet *.geoparquet);;All files (*)</source>
        <translation>Items STAC (*.json *.geojson *.parquet *.geoparquet);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Sample image</source>
        <translation>Image d'exemple</translation>
    </message>
    <message>
        <source>Save Connection</source>
        <translation>Enregistrer la connexion</translation>
    </message>
    <message>
        <source>Save Mosaic</source>
        <translation>Enregistrer la mosaïque</translation>
    </message>
    <message>
        <source>Save as Connection…</source>
        <translation>Enregistrer comme connexion…</translation>
    </message>
    <message>
        <source>Save as MosaicJSON</source>
        <translation>Enregistrer en MosaicJSON</translation>
    </message>
    <message>
        <source>Saving {subject}</source>
        <translation>Enregistrement de {subject}</translation>
    </message>
    <message>
        <source>Say which images to add: files, a folder, layers or a list, or a layer with footprints.</source>
        <translation>Dites quelles images ajouter : des fichiers, un dossier, des couches ou une liste, ou une couche avec des empreintes.</translation>
    </message>
    <message>
        <source>Say which images to remove: by names, by an area, or dead links.</source>
        <translation>Dites quelles images retirer : par noms, par une zone, ou les liens morts.</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Échelle</translation>
    </message>
    <message>
        <source>Search It…</source>
        <translation>Y chercher…</translation>
    </message>
    <message>
        <source>Searching {subject}</source>
        <translation>Recherche dans {subject}</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Recherche…</translation>
    </message>
    <message>
        <source>Secret access key</source>
        <translation>Clé d'accès secrète</translation>
    </message>
    <message>
        <source>Sent as the header “Authorization: Bearer …”.</source>
        <translation>Envoyé dans l'en-tête « Authorization: Bearer … ».</translation>
    </message>
    <message>
        <source>Sentinel-2 and the elevation models are public. Images with s3:// addresses (NAIP, Landsat, Sentinel-1) are paid for by whoever reads them and need an AWS login.</source>
        <translation>Sentinel-2 et les modèles d'altitude sont publics. Les images aux adresses s3:// (NAIP, Landsat, Sentinel-1) sont payées par celui qui les lit et demandent une identification AWS.</translation>
    </message>
    <message>
        <source>September to November</source>
        <translation>Septembre à novembre</translation>
    </message>
    <message>
        <source>Service account</source>
        <translation>Compte de service</translation>
    </message>
    <message>
        <source>Session token</source>
        <translation>Jeton de session</translation>
    </message>
    <message>
        <source>Set Up Engine</source>
        <translation>Installer le moteur</translation>
    </message>
    <message>
        <source>Set Up Engine…</source>
        <translation>Installer le moteur…</translation>
    </message>
    <message>
        <source>Set by the environment variable {name}.</source>
        <translation>Fixé par la variable d'environnement {name}.</translation>
    </message>
    <message>
        <source>Setting up the MosaicJSON engine</source>
        <translation>Installation du moteur MosaicJSON</translation>
    </message>
    <message>
        <source>Setting up the MosaicJSON engine was cancelled.</source>
        <translation>L'installation du moteur MosaicJSON a été annulée.</translation>
    </message>
    <message>
        <source>Setting up the engine…</source>
        <translation>Installation du moteur…</translation>
    </message>
    <message>
        <source>Several coordinate reference systems</source>
        <translation>Plusieurs systèmes de coordonnées</translation>
    </message>
    <message>
        <source>Shall it be replaced?</source>
        <translation>Faut-il le remplacer ?</translation>
    </message>
    <message>
        <source>Shared access signature</source>
        <translation>Signature d'accès partagé (SAS)</translation>
    </message>
    <message>
        <source>Short-wave infrared</source>
        <translation>Infrarouge à ondes courtes</translation>
    </message>
    <message>
        <source>Show &amp;Footprints</source>
        <translation>Montrer les em&amp;preintes</translation>
    </message>
    <message>
        <source>Show E&amp;xact Footprints</source>
        <translation>Montrer les empreintes e&amp;xactes</translation>
    </message>
    <message>
        <source>Show Options</source>
        <translation>Afficher les options</translation>
    </message>
    <message>
        <source>Signing</source>
        <translation>Signature</translation>
    </message>
    <message>
        <source>Size in pixels</source>
        <translation>Taille en pixels</translation>
    </message>
    <message>
        <source>Sizes are set in Settings &gt; Options &gt; MosaicJSON.</source>
        <translation>Les tailles se règlent dans Préférences &gt; Options &gt; MosaicJSON.</translation>
    </message>
    <message>
        <source>Smallest zoom</source>
        <translation>Plus petit zoom</translation>
    </message>
    <message>
        <source>Smallest zoom (empty: as the images suggest)</source>
        <translation>Plus petit zoom (vide : selon les images)</translation>
    </message>
    <message>
        <source>Smallest zoom (empty: the mosaic’s)</source>
        <translation>Plus petit zoom (vide : celui de la mosaïque)</translation>
    </message>
    <message>
        <source>Some of the cache is in use and stays. Clear it again right after a start of QGIS.</source>
        <translation>Une partie du cache est utilisée et reste. Videz-le de nouveau juste après un démarrage de QGIS.</translation>
    </message>
    <message>
        <source>South in degrees</source>
        <translation>Sud en degrés</translation>
    </message>
    <message>
        <source>Specification, {section}</source>
        <translation>Spécification, {section}</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>Écart-type</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Storage account</source>
        <translation>Compte de stockage</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Stockage</translation>
    </message>
    <message>
        <source>Stretch of the values</source>
        <translation>Étirement des valeurs</translation>
    </message>
    <message>
        <source>Subscription key</source>
        <translation>Clé d'abonnement</translation>
    </message>
    <message>
        <source>Such as tcp://scheduler.example.org:8786. The work then runs on the workers of that cluster; they must reach the images. Empty: on this machine.</source>
        <translation>Comme tcp://scheduler.example.org:8786. Le travail tourne alors sur les nœuds de calcul de ce cluster ; ils doivent pouvoir atteindre les images. Vide : sur cette machine.</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>Somme</translation>
    </message>
    <message>
        <source>Takes images out of a mosaic where it is stored; the images themselves stay where they are. An image is taken out when all of this is true that is given: its name fits, it is in the area, its link is dead.

Names: one in each line, as the mosaic has them, whole addresses, or names of files; * stands for any characters, ? for one.

Area: an extent, or the polygons of a layer. Meant are the images that touch it, those that lie in it wholly, or all images but only in those tiles of the index that lie in it wholly, so that they stay elsewhere.

Dead links: images that are certainly not there any more. One that refuses access or does not answer stays, and is told.

At least one image must be left. Only telling what would be removed changes nothing. What somebody else changes at the same time is kept; when the work fails or is cancelled, the mosaic is as it was.</source>
        <translation>Retire des images d'une mosaïque là où elle est stockée ; les images elles-mêmes restent où elles sont. Une image est retirée quand tout ce qui est donné est vrai : son nom convient, elle est dans la zone, son lien est mort.

Noms : un par ligne, tels que la mosaïque les a, adresses entières ou noms de fichiers ; * vaut pour n'importe quels caractères, ? pour un seul.

Zone : une emprise, ou les polygones d'une couche. Il s'agit des images qui la touchent, de celles qui y sont tout entières, ou de toutes les images mais seulement dans les tuiles de l'index qui y sont tout entières, si bien qu'elles restent ailleurs.

Liens morts : les images qui n'existent certainement plus. Une image qui refuse l'accès ou ne répond pas reste, et est signalée.

Il doit rester au moins une image. Dire seulement ce qui serait retiré ne change rien. Ce que quelqu'un d'autre change en même temps est conservé ; si le travail échoue ou est annulé, la mosaïque reste telle qu'elle était.</translation>
    </message>
    <message>
        <source>Tells for each point which images of a mosaic reach it, in mosaic order, and the values of their own pixels there at full resolution. The field used says whether the value that the mosaic shows comes from that image.

One output has a row for each point and image, another one a row for each point, with the number of images there and the values that the mosaic shows. Both keep the fields of the points. Bands, expression and rule for images above each other are those of the layer or of the address that is given.

Values are as they are stored, without scale and offset unless the layer applies them. Without values only the images’ headers are read. Of parts of multipoints each one counts.</source>
        <translation>Dit pour chaque point quelles images d'une mosaïque l'atteignent, dans l'ordre de la mosaïque, et les valeurs de leurs propres pixels en pleine résolution. Le champ used dit si la valeur que la mosaïque montre vient de cette image.

Une sortie a une ligne pour chaque point et image, une autre une ligne pour chaque point, avec le nombre d'images et les valeurs que la mosaïque y montre. Les deux gardent les champs des points. Bandes, expression et règle pour les images superposées sont celles de la couche ou de l'adresse donnée.

Les valeurs sont telles que stockées, sans échelle ni décalage, sauf si la couche les applique. Sans valeurs, seuls les en-têtes des images sont lus. Chaque partie d'un multipoint compte.</translation>
    </message>
    <message>
        <source>Tells the facts of a mosaic: name, address, version, bounds, CRS, zooms, how many images and tiles it has, how many of them lie above each other, its bands, and when the images were taken where it knows. The facts are numbers for models and scripts, lines in the log, and, where wanted, a page for people and a JSON file.

The whole index is counted, which takes some seconds for a million tiles; of the images only the first ones are looked at. A mosaic whose images cannot be read has facts, too, and says why they cannot. Nothing of what is told holds a login or a signature.</source>
        <translation>Donne les informations sur une mosaïque : nom, adresse, version, limites, SCR, zooms, combien d'images et de tuiles elle a, combien d'entre elles se superposent, ses bandes, et quand les images ont été prises là où elle le sait. Les informations sont des nombres pour les modèles et les scripts, des lignes dans le journal et, si on le veut, une page à lire et un fichier JSON.

Tout l'index est compté, ce qui prend quelques secondes pour un million de tuiles ; des images, seules les premières sont examinées. Une mosaïque dont les images sont illisibles a des informations, elle aussi, et dit pourquoi elles le sont. Rien de ce qui est dit ne contient d'identification ni de signature.</translation>
    </message>
    <message>
        <source>Tenant ID</source>
        <translation>ID de locataire</translation>
    </message>
    <message>
        <source>Text or CSV file that names images</source>
        <translation>Fichier texte ou CSV qui nomme des images</translation>
    </message>
    <message>
        <source>That is no key file of a service account: it must be JSON with client_email and private_key.</source>
        <translation>Ce n'est pas un fichier de clé d'un compte de service : il doit être en JSON avec client_email et private_key.</translation>
    </message>
    <message>
        <source>The Dask cluster could not do the work on {subject}. Look after it, or leave the scheduler empty.</source>
        <translation>Le cluster Dask n'a pas pu faire le travail sur {subject}. Vérifiez-le, ou laissez l'ordonnanceur vide.</translation>
    </message>
    <message>
        <source>The GDAL of this QGIS cannot open this kind of file; GDAL 3.9 and later can.</source>
        <translation>Le GDAL de ce QGIS ne peut pas ouvrir ce genre de fichier ; GDAL 3.9 et suivants le peuvent.</translation>
    </message>
    <message>
        <source>The JSON of the search has a fault. Correct it, or change a field to have it written anew.</source>
        <translation>Le JSON de la recherche contient une erreur. Corrigez-le, ou changez un champ pour qu'il soit réécrit.</translation>
    </message>
    <message>
        <source>The MosaicJSON engine is being set up, as the settings allow.</source>
        <translation>Le moteur MosaicJSON est en cours d'installation, comme les réglages le permettent.</translation>
    </message>
    <message>
        <source>The MosaicJSON engine is not set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine…</source>
        <translation>Le moteur MosaicJSON n'est pas installé. Choisissez Raster &gt; MosaicJSON &gt; Installer le moteur…</translation>
    </message>
    <message>
        <source>The MosaicJSON engine is set up.</source>
        <translation>Le moteur MosaicJSON est installé.</translation>
    </message>
    <message>
        <source>The MosaicJSON engine was not set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine… when you want it.</source>
        <translation>Le moteur MosaicJSON n'a pas été installé. Choisissez Raster &gt; MosaicJSON &gt; Installer le moteur… quand vous le voudrez.</translation>
    </message>
    <message>
        <source>The QGIS profile's folder cannot be written to.</source>
        <translation>On ne peut pas écrire dans le dossier du profil QGIS.</translation>
    </message>
    <message>
        <source>The URI of {subject} is on the clipboard.</source>
        <translation>L'URI de {subject} est dans le presse-papiers.</translation>
    </message>
    <message>
        <source>The address holds a password or key. Take it out, and choose a login instead.</source>
        <translation>L'adresse contient un mot de passe ou une clé. Retirez-les, et choisissez plutôt une identification.</translation>
    </message>
    <message>
        <source>The address of a store that is not Amazon's own</source>
        <translation>L'adresse d'un stockage qui n'est pas celui d'Amazon</translation>
    </message>
    <message>
        <source>The address of the layer was copied. It holds no password.</source>
        <translation>L'adresse de la couche a été copiée. Elle ne contient aucun mot de passe.</translation>
    </message>
    <message>
        <source>The address of {name} holds a password or key, which would be stored unencrypted; take it out and choose an authentication configuration instead.</source>
        <translation>L'adresse de {name} contient un mot de passe ou une clé, qui seraient stockés en clair ; retirez-les et choisissez plutôt une configuration d'authentification.</translation>
    </message>
    <message>
        <source>The area has no coordinate reference system; set one, so that it can be placed.</source>
        <translation>La zone n'a pas de système de coordonnées de référence ; définissez-en un pour qu'elle puisse être placée.</translation>
    </message>
    <message>
        <source>The attribution holds active content</source>
        <translation>L'attribution contient du contenu actif</translation>
    </message>
    <message>
        <source>The authentication configuration {id} could not be unlocked with the master password.</source>
        <translation>La configuration d'authentification {id} n'a pas pu être déverrouillée avec le mot de passe principal.</translation>
    </message>
    <message>
        <source>The average of all images, in floating-point numbers.</source>
        <translation>La moyenne de toutes les images, en nombres à virgule flottante.</translation>
    </message>
    <message>
        <source>The bounds are missing</source>
        <translation>Les limites manquent</translation>
    </message>
    <message>
        <source>The cache in {folder} was cleared.</source>
        <translation>Le cache dans {folder} a été vidé.</translation>
    </message>
    <message>
        <source>The catalog cannot filter by {names}; that was done here, with what it gave.</source>
        <translation>Le catalogue ne sait pas filtrer par {names} ; cela a été fait ici, avec ce qu'il a donné.</translation>
    </message>
    <message>
        <source>The catalog cannot sort; that was done here, with what it gave.</source>
        <translation>Le catalogue ne sait pas trier ; cela a été fait ici, avec ce qu'il a donné.</translation>
    </message>
    <message>
        <source>The certificate of the package index is not trusted on this machine.</source>
        <translation>Le certificat de l'index de paquets n'est pas reconnu sur cette machine.</translation>
    </message>
    <message>
        <source>The connection {name} needs a file or URL.</source>
        <translation>La connexion {name} demande un fichier ou une URL.</translation>
    </message>
    <message>
        <source>The connections could not be read: {reason}</source>
        <translation>Les connexions n'ont pas pu être lues : {reason}</translation>
    </message>
    <message>
        <source>The connections could not be written: {reason}</source>
        <translation>Les connexions n'ont pas pu être écrites : {reason}</translation>
    </message>
    <message>
        <source>The document cannot be read</source>
        <translation>Le document est illisible</translation>
    </message>
    <message>
        <source>The document is something else</source>
        <translation>Le document est autre chose</translation>
    </message>
    <message>
        <source>The document lists no tiles</source>
        <translation>Le document ne liste aucune tuile</translation>
    </message>
    <message>
        <source>The document names it {href}; it has the resolution of zoom {zoom}.</source>
        <translation>Le document la nomme {href} ; elle a la résolution du zoom {zoom}.</translation>
    </message>
    <message>
        <source>The document will name the overview image, so it has to stay: choose a file.</source>
        <translation>Le document nommera l'image d'aperçu, elle doit donc rester : choisissez un fichier.</translation>
    </message>
    <message>
        <source>The download of the engine stood still. Try again.</source>
        <translation>Le téléchargement du moteur s'est arrêté. Réessayez.</translation>
    </message>
    <message>
        <source>The engine cannot start with the packages in {folder}.</source>
        <translation>Le moteur ne peut pas démarrer avec les paquets de {folder}.</translation>
    </message>
    <message>
        <source>The engine could not be downloaded. Check the network connection, or name a folder of wheels.</source>
        <translation>Le moteur n'a pas pu être téléchargé. Vérifiez la connexion au réseau, ou indiquez un dossier de wheels.</translation>
    </message>
    <message>
        <source>The engine could not be set up; the MosaicJSON tab of the log says more.</source>
        <translation>Le moteur n'a pas pu être installé ; l'onglet MosaicJSON du journal en dit plus.</translation>
    </message>
    <message>
        <source>The engine ended unexpectedly while it worked on {subject}. Reload the layer to try again.</source>
        <translation>Le moteur s'est arrêté inopinément pendant qu'il travaillait sur {subject}. Rechargez la couche pour réessayer.</translation>
    </message>
    <message>
        <source>The engine gets what it needs for a Dask cluster: {count} packages, {download} MB to download.</source>
        <translation>Le moteur reçoit ce qu'il lui faut pour un cluster Dask : {count} paquets, {download} Mo à télécharger.</translation>
    </message>
    <message>
        <source>The engine is being looked at.</source>
        <translation>Le moteur est en cours d'examen.</translation>
    </message>
    <message>
        <source>The engine is being removed.</source>
        <translation>Le moteur est en cours de suppression.</translation>
    </message>
    <message>
        <source>The engine is busy or gone; open this page again later.</source>
        <translation>Le moteur est occupé ou arrêté ; rouvrez cette page plus tard.</translation>
    </message>
    <message>
        <source>The engine is not set up: {count} packages, {download} MB to download, {disk} MB in your QGIS profile.</source>
        <translation>Le moteur n'est pas installé : {count} paquets, {download} Mo à télécharger, {disk} Mo dans votre profil QGIS.</translation>
    </message>
    <message>
        <source>The engine is set up: {count} packages, {disk} MB in {folder}.</source>
        <translation>Le moteur est installé : {count} paquets, {disk} Mo dans {folder}.</translation>
    </message>
    <message>
        <source>The engine uses packages of your own, in {folder}.</source>
        <translation>Le moteur utilise vos propres paquets, dans {folder}.</translation>
    </message>
    <message>
        <source>The engine was removed.</source>
        <translation>Le moteur a été supprimé.</translation>
    </message>
    <message>
        <source>The engine's packages are in use, perhaps by another QGIS. Close it and try again.</source>
        <translation>Les paquets du moteur sont utilisés, peut-être par un autre QGIS. Fermez-le et réessayez.</translation>
    </message>
    <message>
        <source>The expression {expression} cannot be read: {reason}</source>
        <translation>L'expression {expression} est illisible : {reason}</translation>
    </message>
    <message>
        <source>The expression {expression} fails for feature {id}: {reason}</source>
        <translation>L'expression {expression} échoue pour l'entité {id} : {reason}</translation>
    </message>
    <message>
        <source>The extent must have an area.</source>
        <translation>L'emprise doit avoir une surface.</translation>
    </message>
    <message>
        <source>The extent {extent} is empty.</source>
        <translation>L'emprise {extent} est vide.</translation>
    </message>
    <message>
        <source>The file is opened as MosaicJSON, although its name does not say so.</source>
        <translation>Le fichier est ouvert comme MosaicJSON, bien que son nom ne l'indique pas.</translation>
    </message>
    <message>
        <source>The filter begins as JSON, but is none: {reason}</source>
        <translation>Le filtre commence comme du JSON, mais n'en est pas : {reason}</translation>
    </message>
    <message>
        <source>The first {shown} of {bands} bands are shown.</source>
        <translation>Les {shown} premières bandes sur {bands} sont montrées.</translation>
    </message>
    <message>
        <source>The first {shown} of {places} places are shown.</source>
        <translation>Les {shown} premiers lieux sur {places} sont montrés.</translation>
    </message>
    <message>
        <source>The footprints of {count} images were added.</source>
        <translation>Les empreintes de {count} images ont été ajoutées.</translation>
    </message>
    <message>
        <source>The image that is listed first lies on top; the quickest rule.</source>
        <translation>L'image listée en premier est au-dessus ; la règle la plus rapide.</translation>
    </message>
    <message>
        <source>The image {name} is named by a relative path; say in which folder such paths begin.</source>
        <translation>L'image {name} est nommée par un chemin relatif ; dites dans quel dossier de tels chemins commencent.</translation>
    </message>
    <message>
        <source>The images cannot be looked at; bands can be typed all the same.</source>
        <translation>Les images ne peuvent pas être examinées ; les bandes peuvent tout de même être saisies.</translation>
    </message>
    <message>
        <source>The images have more detail than the document shows</source>
        <translation>Les images ont plus de détails que le document n'en montre</translation>
    </message>
    <message>
        <source>The images of {subject} cannot be read. Check that they are there and that you may read them.</source>
        <translation>Les images de {subject} ne peuvent pas être lues. Vérifiez qu'elles existent et que vous avez le droit de les lire.</translation>
    </message>
    <message>
        <source>The images of {subject} have different scales or offsets. The option unscale=true applies them.</source>
        <translation>Les images de {subject} ont des échelles ou des décalages différents. L'option unscale=true les applique.</translation>
    </message>
    <message>
        <source>The images of {subject} have several data types; the layer has one that holds all values.</source>
        <translation>Les images de {subject} ont plusieurs types de données ; la couche en a un qui contient toutes les valeurs.</translation>
    </message>
    <message>
        <source>The input has no coordinate reference system; set one for its layer first.</source>
        <translation>L'entrée n'a pas de système de coordonnées de référence ; définissez-en d'abord un pour sa couche.</translation>
    </message>
    <message>
        <source>The input was changed while it was read; run it again.</source>
        <translation>L'entrée a été changée pendant sa lecture ; relancez.</translation>
    </message>
    <message>
        <source>The key of the client certificate cannot be taken out of where it is kept.</source>
        <translation>La clé du certificat client ne peut pas être extraite de l'endroit où elle est conservée.</translation>
    </message>
    <message>
        <source>The layer gets an alpha band where they do not agree.</source>
        <translation>La couche reçoit une bande alpha là où elles ne s'accordent pas.</translation>
    </message>
    <message>
        <source>The layer is added as soon as the engine is set up: see the message in QGIS's main window.</source>
        <translation>La couche est ajoutée dès que le moteur est installé : voyez le message dans la fenêtre principale de QGIS.</translation>
    </message>
    <message>
        <source>The layer is gone; choose Images Here from the menu of another mosaic.</source>
        <translation>La couche n'existe plus ; choisissez Images ici dans le menu d'une autre mosaïque.</translation>
    </message>
    <message>
        <source>The layer takes a type that holds all values; other programs may fail.</source>
        <translation>La couche prend un type qui contient toutes les valeurs ; d'autres programmes peuvent échouer.</translation>
    </message>
    <message>
        <source>The layer {name} has no coordinate reference system; set one, so that the footprints can be placed.</source>
        <translation>La couche {name} n'a pas de système de coordonnées de référence ; définissez-en un pour que les empreintes puissent être placées.</translation>
    </message>
    <message>
        <source>The layer {name} has no polygons; choose another one.</source>
        <translation>La couche {name} n'a pas de polygones ; choisissez-en une autre.</translation>
    </message>
    <message>
        <source>The layer {name} is a mosaic itself; put mosaics together with “Merge mosaics”.</source>
        <translation>La couche {name} est elle-même une mosaïque ; assemblez des mosaïques avec « Fusionner des mosaïques ».</translation>
    </message>
    <message>
        <source>The layer {name} is no image file: its source is {source}.</source>
        <translation>La couche {name} n'est pas un fichier d'image : sa source est {source}.</translation>
    </message>
    <message>
        <source>The layer {name} is no mosaic; choose a MosaicJSON layer or give the address of a mosaic.</source>
        <translation>La couche {name} n'est pas une mosaïque ; choisissez une couche MosaicJSON ou donnez l'adresse d'une mosaïque.</translation>
    </message>
    <message>
        <source>The login is locked by QGIS's master password.</source>
        <translation>L'identification est verrouillée par le mot de passe principal de QGIS.</translation>
    </message>
    <message>
        <source>The login is used for images in this account only; empty: in that of the document</source>
        <translation>L'identification ne sert que pour les images de ce compte ; vide : celui du document</translation>
    </message>
    <message>
        <source>The login needs a name.</source>
        <translation>L'identification doit avoir un nom.</translation>
    </message>
    <message>
        <source>The logins go to the cluster over a connection that others can read. Use a scheduler with tls://.</source>
        <translation>Les identifications vont au cluster par une connexion que d'autres peuvent lire. Utilisez un ordonnanceur avec tls://.</translation>
    </message>
    <message>
        <source>The middle value of all images, which leaves clouds and shadows out.</source>
        <translation>La valeur médiane de toutes les images, ce qui écarte nuages et ombres.</translation>
    </message>
    <message>
        <source>The mosaic as a new layer would show it</source>
        <translation>La mosaïque telle qu'une nouvelle couche la montrerait</translation>
    </message>
    <message>
        <source>The mosaic has another order of images in some tiles; the GDAL file has one for all, so other images may lie on top there.</source>
        <translation>La mosaïque a dans certaines tuiles un autre ordre des images ; le fichier GDAL en a un pour toutes, d'autres images peuvent donc y être au premier plan.</translation>
    </message>
    <message>
        <source>The mosaic has more images; these are some from all over it.</source>
        <translation>La mosaïque a davantage d'images ; en voici quelques-unes, réparties partout.</translation>
    </message>
    <message>
        <source>The mosaic is being opened; the layer is added as soon as it is there.</source>
        <translation>La mosaïque est en cours d'ouverture ; la couche est ajoutée dès qu'elle est prête.</translation>
    </message>
    <message>
        <source>The mosaic is being opened; the layer shows it as soon as it is there.</source>
        <translation>La mosaïque est en cours d'ouverture ; la couche la montre dès qu'elle est prête.</translation>
    </message>
    <message>
        <source>The mosaic is being saved; QGIS's status bar shows how far it is.</source>
        <translation>La mosaïque est en cours d'enregistrement ; la barre d'état de QGIS montre où il en est.</translation>
    </message>
    <message>
        <source>The mosaic is not open.</source>
        <translation>La mosaïque n'est pas ouverte.</translation>
    </message>
    <message>
        <source>The mosaic or the settings have changed since the export was left; it began anew.</source>
        <translation>La mosaïque ou les réglages ont changé depuis que l'export a été laissé ; il a recommencé à neuf.</translation>
    </message>
    <message>
        <source>The mosaic’s pixel selection is not the first image; the GDAL file shows the first one, as GDAL does.</source>
        <translation>La sélection de pixels de la mosaïque n'est pas la première image ; le fichier GDAL montre la première, comme le fait GDAL.</translation>
    </message>
    <message>
        <source>The name of a header has no space and no colon.</source>
        <translation>Le nom d'un en-tête n'a ni espace ni deux-points.</translation>
    </message>
    <message>
        <source>The output takes no more features: {reason}</source>
        <translation>La sortie n'accepte plus d'entités : {reason}</translation>
    </message>
    <message>
        <source>The package index asks for a login. Check its address.</source>
        <translation>L'index de paquets demande une identification. Vérifiez son adresse.</translation>
    </message>
    <message>
        <source>The plugin and its engine do not fit together. Install the plugin again and restart QGIS.</source>
        <translation>L'extension et son moteur ne vont pas ensemble. Réinstallez l'extension et redémarrez QGIS.</translation>
    </message>
    <message>
        <source>The polygons have too many vertices; simplify them first.</source>
        <translation>Les polygones ont trop de sommets ; simplifiez-les d'abord.</translation>
    </message>
    <message>
        <source>The preview comes when the MosaicJSON engine is set up.</source>
        <translation>L'aperçu viendra quand le moteur MosaicJSON sera installé.</translation>
    </message>
    <message>
        <source>The preview was cancelled.</source>
        <translation>L'aperçu a été annulé.</translation>
    </message>
    <message>
        <source>The property, as the API or the images name it</source>
        <translation>La propriété, telle que l'API ou les images la nomment</translation>
    </message>
    <message>
        <source>The proxy asks for a login. Enter user and password in QGIS's network options.</source>
        <translation>Le proxy demande une identification. Saisissez utilisateur et mot de passe dans les options réseau de QGIS.</translation>
    </message>
    <message>
        <source>The proxy could not be reached. Check QGIS's network options.</source>
        <translation>Le proxy n'a pas pu être joint. Vérifiez les options réseau de QGIS.</translation>
    </message>
    <message>
        <source>The repaired document does not list them there.</source>
        <translation>Le document réparé ne les y liste pas.</translation>
    </message>
    <message>
        <source>The repaired document does not list them.</source>
        <translation>Le document réparé ne les liste pas.</translation>
    </message>
    <message>
        <source>The repaired document has bounds that fit.</source>
        <translation>Le document réparé a des limites qui conviennent.</translation>
    </message>
    <message>
        <source>The repaired document has the bounds of its images.</source>
        <translation>Le document réparé a les limites de ses images.</translation>
    </message>
    <message>
        <source>The repaired document has the zooms of its tiles and images.</source>
        <translation>Le document réparé a les zooms de ses tuiles et images.</translation>
    </message>
    <message>
        <source>The report is in the clipboard. Read it before you send it: it names folders and images.</source>
        <translation>Le rapport est dans le presse-papiers. Lisez-le avant de l'envoyer : il nomme des dossiers et des images.</translation>
    </message>
    <message>
        <source>The search for {subject} takes longer than QGIS may wait. It goes on in the background, and you are told when it is there. A narrower query, a smaller max_items or a larger limit (items per page) makes it faster.</source>
        <translation>La recherche pour {subject} dure plus longtemps que QGIS ne peut attendre. Elle continue en arrière-plan, et vous serez averti quand elle sera prête. Une requête plus étroite, un max_items plus petit ou un limit plus grand (items par page) l'accélèrent.</translation>
    </message>
    <message>
        <source>The search has a filter of its own in its JSON, under Advanced; rows cannot say the same.</source>
        <translation>La recherche a son propre filtre dans son JSON, sous Avancé ; des lignes ne peuvent pas dire la même chose.</translation>
    </message>
    <message>
        <source>The search was changed since: press Search to see what it finds now.</source>
        <translation>La recherche a été modifiée depuis : appuyez sur Rechercher pour voir ce qu'elle trouve maintenant.</translation>
    </message>
    <message>
        <source>The service does not sign such links; the image is read without.</source>
        <translation>Le service ne signe pas de tels liens ; l'image est lue sans signature.</translation>
    </message>
    <message>
        <source>The service knows no such container, so links stay as they are.</source>
        <translation>Le service ne connaît pas ce conteneur, les liens restent donc tels quels.</translation>
    </message>
    <message>
        <source>The single bands are B04_10m, B03_10m, B02_10m and so on.</source>
        <translation>Les bandes seules sont B04_10m, B03_10m, B02_10m et ainsi de suite.</translation>
    </message>
    <message>
        <source>The statistics of {subject} could not be sampled, so the data type's range is used: {detail}</source>
        <translation>Les statistiques de {subject} n'ont pas pu être échantillonnées, la plage du type de données est donc utilisée : {detail}</translation>
    </message>
    <message>
        <source>The table has all of them.</source>
        <translation>La table les a toutes.</translation>
    </message>
    <message>
        <source>The time must not end before it begins.</source>
        <translation>Le temps ne doit pas finir avant de commencer.</translation>
    </message>
    <message>
        <source>The values could not be read; see the MosaicJSON log.</source>
        <translation>Les valeurs n'ont pas pu être lues ; voyez le journal MosaicJSON.</translation>
    </message>
    <message>
        <source>The values of all images added up, in floating-point numbers.</source>
        <translation>Les valeurs de toutes les images additionnées, en nombres à virgule flottante.</translation>
    </message>
    <message>
        <source>The version of the mosaic is none</source>
        <translation>La version de la mosaïque n'en est pas une</translation>
    </message>
    <message>
        <source>The version of the specification is none</source>
        <translation>La version de la spécification n'en est pas une</translation>
    </message>
    <message>
        <source>The zoom of the index is too large</source>
        <translation>Le zoom de l'index est trop grand</translation>
    </message>
    <message>
        <source>There is a connection called {name} already; choose another name.</source>
        <translation>Il existe déjà une connexion nommée {name} ; choisissez un autre nom.</translation>
    </message>
    <message>
        <source>There is a document at {subject} already.</source>
        <translation>Il y a déjà un document à {subject}.</translation>
    </message>
    <message>
        <source>There is a mosaic called {name} already. Replace it?</source>
        <translation>Il y a déjà une mosaïque nommée {name}. La remplacer ?</translation>
    </message>
    <message>
        <source>There is no STAC catalog at {subject}. Check the address; it is that of the API's landing page.</source>
        <translation>Il n'y a pas de catalogue STAC à {subject}. Vérifiez l'adresse ; c'est celle de la page d'accueil de l'API.</translation>
    </message>
    <message>
        <source>There is no URI of a mosaic on the clipboard; copy one, such as https://host/mosaic.mosaicjson.</source>
        <translation>Il n'y a pas d'URI de mosaïque dans le presse-papiers ; copiez-en une, par exemple https://host/mosaic.mosaicjson.</translation>
    </message>
    <message>
        <source>There is no authentication configuration with the id {id} in this QGIS profile.</source>
        <translation>Il n'y a pas de configuration d'authentification avec l'id {id} dans ce profil QGIS.</translation>
    </message>
    <message>
        <source>There is no connection called {name}.</source>
        <translation>Il n'y a pas de connexion nommée {name}.</translation>
    </message>
    <message>
        <source>There is no field {name} in {layer}; it has {known}.</source>
        <translation>Il n'y a pas de champ {name} dans {layer} ; elle a {known}.</translation>
    </message>
    <message>
        <source>There is no point and no polygon in the input.</source>
        <translation>Il n'y a ni point ni polygone dans l'entrée.</translation>
    </message>
    <message>
        <source>There is no point in the input.</source>
        <translation>Il n'y a pas de point dans l'entrée.</translation>
    </message>
    <message>
        <source>There is no such file. Check the path.</source>
        <translation>Ce fichier n'existe pas. Vérifiez le chemin.</translation>
    </message>
    <message>
        <source>There is no such folder. Check the path.</source>
        <translation>Ce dossier n'existe pas. Vérifiez le chemin.</translation>
    </message>
    <message>
        <source>There is not enough space for the engine in the QGIS profile.</source>
        <translation>Il n'y a pas assez de place pour le moteur dans le profil QGIS.</translation>
    </message>
    <message>
        <source>These are the settings of the layer “{name}”.</source>
        <translation>Voici les réglages de la couche « {name} ».</translation>
    </message>
    <message>
        <source>These are {count} images. Add them as one mosaic or as separate layers?</source>
        <translation>Voici {count} images. Les ajouter comme une mosaïque ou comme des couches séparées ?</translation>
    </message>
    <message>
        <source>They are drawn all the same. Check that they lie where they should.</source>
        <translation>Elles sont dessinées malgré tout. Vérifiez qu'elles se trouvent où elles doivent.</translation>
    </message>
    <message>
        <source>Third quartile</source>
        <translation>Troisième quartile</translation>
    </message>
    <message>
        <source>This cannot be done with {subject}. Check the parameters, and the options in the mosaic’s address.</source>
        <translation>Cela n'est pas possible avec {subject}. Vérifiez les paramètres, et les options dans l'adresse de la mosaïque.</translation>
    </message>
    <message>
        <source>This catalog has no search. Open one of its lists of items as a layer instead.</source>
        <translation>Ce catalogue n'a pas de recherche. Ouvrez plutôt une de ses listes d'items comme couche.</translation>
    </message>
    <message>
        <source>This file cannot be read. Check its permissions.</source>
        <translation>Ce fichier ne peut pas être lu. Vérifiez ses droits d'accès.</translation>
    </message>
    <message>
        <source>This image lies on top of all others; click to have it in its place again</source>
        <translation>Cette image est au-dessus de toutes les autres ; cliquez pour la remettre à sa place</translation>
    </message>
    <message>
        <source>This is GeoJSON, no mosaic. It can be added as a vector layer.</source>
        <translation>C'est du GeoJSON, pas une mosaïque. Il peut être ajouté comme couche vecteur.</translation>
    </message>
    <message>
        <source>This is STAC, no MosaicJSON. Its images can be opened as a mosaic all the same.</source>
        <translation>C'est du STAC, pas du MosaicJSON. Ses images peuvent tout de même être ouvertes comme mosaïque.</translation>
    </message>
    <message>
        <source>This is a folder. Choose a MosaicJSON file in it.</source>
        <translation>C'est un dossier. Choisissez-y un fichier MosaicJSON.</translation>
    </message>
    <message>
        <source>This is a folder. Give the file a name.</source>
        <translation>C'est un dossier. Donnez un nom au fichier.</translation>
    </message>
    <message>
        <source>This is meant where a mosaic was made with a minimum cover or a maximum per tile.</source>
        <translation>C'est voulu là où une mosaïque a été créée avec une couverture minimale ou un maximum par tuile.</translation>
    </message>
    <message>
        <source>This is no MosaicJSON document: it has no top-level key “mosaicjson”. Choose another file.</source>
        <translation>Ce n'est pas un document MosaicJSON : il n'a pas de clé « mosaicjson » au premier niveau. Choisissez un autre fichier.</translation>
    </message>
    <message>
        <source>This is no search: {reason} The fields stay as they were.</source>
        <translation>Ce n'est pas une recherche : {reason} Les champs restent tels qu'ils étaient.</translation>
    </message>
    <message>
        <source>This login is for another store than the mosaic's.</source>
        <translation>Cette identification est pour un autre stockage que celui de la mosaïque.</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>Cette année</translation>
    </message>
    <message>
        <source>Tile matrix set</source>
        <translation>Jeu de matrices de tuiles</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>Tuiles</translation>
    </message>
    <message>
        <source>Tiles by zoom</source>
        <translation>Tuiles par zoom</translation>
    </message>
    <message>
        <source>Tiles do not list all their images</source>
        <translation>Des tuiles ne listent pas toutes leurs images</translation>
    </message>
    <message>
        <source>Tiles in the document</source>
        <translation>Tuiles dans le document</translation>
    </message>
    <message>
        <source>Tiles in the index</source>
        <translation>Tuiles dans l'index</translation>
    </message>
    <message>
        <source>Tiles list images that do not reach into them</source>
        <translation>Des tuiles listent des images qui ne les atteignent pas</translation>
    </message>
    <message>
        <source>Tiles list images that lie elsewhere</source>
        <translation>Des tuiles listent des images qui se trouvent ailleurs</translation>
    </message>
    <message>
        <source>Tiles outside the bounds</source>
        <translation>Tuiles hors des limites</translation>
    </message>
    <message>
        <source>Tiles with an empty list</source>
        <translation>Tuiles avec une liste vide</translation>
    </message>
    <message>
        <source>Tiles without a list of images</source>
        <translation>Tuiles sans liste d'images</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Temps</translation>
    </message>
    <message>
        <source>Time series</source>
        <translation>Série temporelle</translation>
    </message>
    <message>
        <source>Time series at points and polygons</source>
        <translation>Série temporelle aux points et polygones</translation>
    </message>
    <message>
        <source>Time series of {mosaic}</source>
        <translation>Série temporelle de {mosaic}</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titre</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Jeton</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Trying a login</source>
        <translation>Essai d'une identification</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>Essai…</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Uncovered ground</source>
        <translation>Zone non couverte</translation>
    </message>
    <message>
        <source>Undo Last Change</source>
        <translation>Annuler la dernière modification</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Unité</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Nom d'utilisateur</translation>
    </message>
    <message>
        <source>User name and password</source>
        <translation>Nom d'utilisateur et mot de passe</translation>
    </message>
    <message>
        <source>Valid, as far as the document goes: no image was looked at</source>
        <translation>Valide, pour ce qui est du document : aucune image n'a été examinée</translation>
    </message>
    <message>
        <source>Valid, with {count} warnings</source>
        <translation>Valide, avec {count} avertissements</translation>
    </message>
    <message>
        <source>Valid: nothing is wrong with it</source>
        <translation>Valide : rien n'est faux</translation>
    </message>
    <message>
        <source>Validate mosaic</source>
        <translation>Valider une mosaïque</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>Value for no data (empty: as in the mosaic)</source>
        <translation>Valeur pour l'absence de données (vide : comme dans la mosaïque)</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Valeurs</translation>
    </message>
    <message>
        <source>Vegetation index (NDVI)</source>
        <translation>Indice de végétation (NDVI)</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Virtual raster (*.vrt);;Raster tile index (*.gti.gpkg)</source>
        <translation>Raster virtuel (*.vrt);;Index de tuiles raster (*.gti.gpkg)</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Avertissement</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Avertissements</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Avertissements et erreurs</translation>
    </message>
    <message>
        <source>Water index (NDWI)</source>
        <translation>Indice d'eau (NDWI)</translation>
    </message>
    <message>
        <source>Web addresses and STAC APIs</source>
        <translation>Adresses web et API STAC</translation>
    </message>
    <message>
        <source>West in degrees</source>
        <translation>Ouest en degrés</translation>
    </message>
    <message>
        <source>What a mosaic holds is shown here as soon as its address is complete.</source>
        <translation>Ce que contient une mosaïque est montré ici dès que son adresse est complète.</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Ce qui est faux</translation>
    </message>
    <message>
        <source>What must be so</source>
        <translation>Ce qui doit être</translation>
    </message>
    <message>
        <source>What the document calls it</source>
        <translation>Comment le document la nomme</translation>
    </message>
    <message>
        <source>What the images are like</source>
        <translation>Comment sont les images</translation>
    </message>
    <message>
        <source>What the mosaic names</source>
        <translation>Ce que nomme la mosaïque</translation>
    </message>
    <message>
        <source>What the names of all images begin with (said once in the document)</source>
        <translation>Ce par quoi commencent les noms de toutes les images (dit une fois dans le document)</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Ce qui a été trouvé</translation>
    </message>
    <message>
        <source>What was not checked</source>
        <translation>Ce qui n'a pas été contrôlé</translation>
    </message>
    <message>
        <source>What was put right</source>
        <translation>Ce qui a été remis en ordre</translation>
    </message>
    <message>
        <source>What {subject} answers is no STAC catalog. Check the address; it is that of the API's landing page.</source>
        <translation>Ce que {subject} répond n'est pas un catalogue STAC. Vérifiez l'adresse ; c'est celle de la page d'accueil de l'API.</translation>
    </message>
    <message>
        <source>When the first image was taken</source>
        <translation>Quand la première image a été prise</translation>
    </message>
    <message>
        <source>When the last image was taken</source>
        <translation>Quand la dernière image a été prise</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Où</translation>
    </message>
    <message>
        <source>Where more match, the first {count} that the catalog names are taken; others are missing from the map.</source>
        <translation>S'il y en a davantage, les {count} premières que le catalogue nomme sont prises ; d'autres manquent sur la carte.</translation>
    </message>
    <message>
        <source>Where more match, the newest {count} are taken and older ones are missing from the map.</source>
        <translation>S'il y en a davantage, les {count} plus récentes sont prises et les plus anciennes manquent sur la carte.</translation>
    </message>
    <message>
        <source>Where more match, the oldest {count} are taken and newer ones are missing from the map.</source>
        <translation>S'il y en a davantage, les {count} plus anciennes sont prises et les plus récentes manquent sur la carte.</translation>
    </message>
    <message>
        <source>Where more match, the {count} with the fewest clouds are taken; others are missing from the map.</source>
        <translation>S'il y en a davantage, les {count} qui ont le moins de nuages sont prises ; d'autres manquent sur la carte.</translation>
    </message>
    <message>
        <source>Where the mosaic lies</source>
        <translation>Où se trouve la mosaïque</translation>
    </message>
    <message>
        <source>Whether the mosaic has no errors</source>
        <translation>Si la mosaïque n'a pas d'erreurs</translation>
    </message>
    <message>
        <source>Which images of the area</source>
        <translation>Quelles images de la zone</translation>
    </message>
    <message>
        <source>Which items are on top</source>
        <translation>Quels items sont au premier plan</translation>
    </message>
    <message>
        <source>With * and ?, several with a semicolon, such as *_B04.tif;*.jp2. With a slash: of paths below the folder.</source>
        <translation>Avec * et ?, plusieurs avec un point-virgule, comme *_B04.tif;*.jp2. Avec une barre oblique : des chemins sous le dossier.</translation>
    </message>
    <message>
        <source>With or without the question mark</source>
        <translation>Avec ou sans le point d'interrogation</translation>
    </message>
    <message>
        <source>Without QGIS's master password nothing can be kept; press Save again to enter it.</source>
        <translation>Sans le mot de passe principal de QGIS, rien ne peut être conservé ; appuyez de nouveau sur Enregistrer pour le saisir.</translation>
    </message>
    <message>
        <source>Without hosts, the login is used only for images on the document's own host.</source>
        <translation>Sans hôtes, l'identification ne sert que pour les images sur l'hôte du document.</translation>
    </message>
    <message>
        <source>Write tiles without images, too</source>
        <translation>Écrire aussi les tuiles sans images</translation>
    </message>
    <message>
        <source>Writes a file by which GDAL, and so every program that has it, opens the mosaic without this plugin: a virtual raster (.vrt), or a raster tile index (.gti.gpkg) for GDAL 3.9 and later, which suits many thousands of images.

It has the mosaic’s bands, nodata value and order, and refers to the images where they are; those beside it or in folders below are named relative to it. Where all images have the same CRS, pixels are as they are; else they are warped to the mosaic’s CRS as they are read.

Logins do not stand in it: GDAL needs its own. A mosaic with an order for each tile gets the one that fits most.</source>
        <translation>Écrit un fichier avec lequel GDAL, et donc tout programme qui l'a, ouvre la mosaïque sans cette extension : un raster virtuel (.vrt), ou un index de tuiles raster (.gti.gpkg) pour GDAL 3.9 et suivants, qui convient à des milliers d'images.

Il a les bandes, la valeur nodata et l'ordre de la mosaïque, et renvoie aux images là où elles sont ; celles à côté ou dans des dossiers en dessous sont nommées relativement à lui. Là où toutes les images ont le même SCR, les pixels sont tels quels ; sinon ils sont reprojetés dans le SCR de la mosaïque à la lecture.

Les identifications n'y figurent pas : GDAL a besoin des siennes. Une mosaïque avec un ordre pour chaque tuile reçoit celui qui convient le mieux.</translation>
    </message>
    <message>
        <source>Writes a mosaic, or the present result of a STAC search, as a MosaicJSON of its own: to a file (.json, or .json.gz for a compressed one), s3://, gs://, az://, dynamodb:// or sqlite://. Images stay where they are; they are named by their whole addresses, without signatures. The new mosaic appears whole or not at all.</source>
        <translation>Écrit une mosaïque, ou le résultat présent d'une recherche STAC, comme un MosaicJSON à part : dans un fichier (.json, ou .json.gz pour un fichier compressé), vers s3://, gs://, az://, dynamodb:// ou sqlite://. Les images restent où elles sont ; elles sont nommées par leurs adresses entières, sans signatures. La nouvelle mosaïque apparaît en entier ou pas du tout.</translation>
    </message>
    <message>
        <source>Writes one mosaic that has the images of several, the first one topmost. The mosaics are layers of the project, files, or addresses, one in each line, which come after the layers and files. Present results of STAC searches will do, too. They must have one tile matrix set.

Smallest and largest zoom are those of all together. The zoom of the index is the finest one of the mosaics, unless the index would become too large; it changes nothing of what is drawn. No image is opened. Images are named by their whole addresses, without signatures; an image of several mosaics is listed once. The attribution is that of all.</source>
        <translation>Écrit une mosaïque qui a les images de plusieurs, la première au premier plan. Les mosaïques sont des couches du projet, des fichiers, ou des adresses, une par ligne, qui viennent après les couches et les fichiers. Les résultats présents de recherches STAC conviennent aussi. Elles doivent avoir un même jeu de matrices de tuiles.

Le plus petit et le plus grand zoom sont ceux de toutes ensemble. Le zoom de l'index est le plus fin des mosaïques, sauf si l'index devenait trop grand ; il ne change rien au dessin. Aucune image n'est ouverte. Les images sont nommées par leurs adresses entières, sans signatures ; une image de plusieurs mosaïques est listée une fois. L'attribution est celle de toutes.</translation>
    </message>
    <message>
        <source>Writes the pixels of a mosaic as a Cloud-Optimized GeoTIFF with overviews: an extent, at a resolution, in any coordinate reference system, cut along the polygons of a layer. Each pixel is drawn from the images themselves, with their values, not with the colours of a layer.

The grid of pixels begins at the west and north edge of the extent. Without a resolution the pixels are as large as those of the mosaic’s finest zoom. What is larger than a file may be is written as several files in a folder and a VRT over them.

What is finished is kept beside the new file, in a folder that ends in .part. When the export was cancelled, or something failed, the same export goes on where it was; with other settings, or another mosaic, it begins anew. An image that cannot be read ends the export, unless such images are to be left out.

A value for no data replaces transparency and what the mosaic has for no data; choose one that no pixel has.</source>
        <translation>Écrit les pixels d'une mosaïque comme un GeoTIFF optimisé pour le cloud avec aperçus : une emprise, à une résolution, dans n'importe quel système de coordonnées, découpée selon les polygones d'une couche. Chaque pixel est dessiné à partir des images elles-mêmes, avec leurs valeurs, pas avec les couleurs d'une couche.

La grille des pixels commence au bord ouest et nord de l'emprise. Sans résolution, les pixels sont aussi grands que ceux du zoom le plus fin de la mosaïque. Ce qui dépasse ce qu'un fichier peut contenir est écrit en plusieurs fichiers dans un dossier, avec un VRT par-dessus.

Ce qui est achevé est gardé à côté du nouveau fichier, dans un dossier qui se termine par .part. Si l'export a été annulé, ou si quelque chose a échoué, le même export continue là où il en était ; avec d'autres réglages, ou une autre mosaïque, il recommence à neuf. Une image illisible met fin à l'export, sauf si de telles images doivent être laissées de côté.

Une valeur pour l'absence de données remplace la transparence et ce que la mosaïque a pour cela ; choisissez-en une qu'aucun pixel n'a.</translation>
    </message>
    <message>
        <source>Wrong bounds</source>
        <translation>Limites erronées</translation>
    </message>
    <message>
        <source>Wrong layers</source>
        <translation>layers erronées</translation>
    </message>
    <message>
        <source>Your account will be charged for what is read with this login.</source>
        <translation>Ce qui est lu avec cette identification sera facturé à votre compte.</translation>
    </message>
    <message>
        <source>Zoom levels</source>
        <translation>Niveaux de zoom</translation>
    </message>
    <message>
        <source>Zoom of the index</source>
        <translation>Zoom de l'index</translation>
    </message>
    <message>
        <source>Zoom of the index (empty: the finest of the mosaics)</source>
        <translation>Zoom de l'index (vide : le plus fin des mosaïques)</translation>
    </message>
    <message>
        <source>Zoom of the index (empty: the smallest zoom)</source>
        <translation>Zoom de l'index (vide : le plus petit zoom)</translation>
    </message>
    <message>
        <source>Zoom of the squares (empty: as in the index)</source>
        <translation>Zoom des carrés (vide : comme dans l'index)</translation>
    </message>
    <message>
        <source>Zoom to &amp;Native Scale</source>
        <translation>Zoomer à l'échelle &amp;native</translation>
    </message>
    <message>
        <source>Zoom whose resolution it has</source>
        <translation>Zoom dont elle a la résolution</translation>
    </message>
    <message>
        <source>Zoom whose resolution it has (empty: below the mosaic’s smallest)</source>
        <translation>Zoom dont elle a la résolution (vide : sous le plus petit de la mosaïque)</translation>
    </message>
    <message>
        <source>Zoom {zoom}</source>
        <translation>Zoom {zoom}</translation>
    </message>
    <message>
        <source>Zooms</source>
        <translation>Zooms</translation>
    </message>
    <message>
        <source>Zooms in the wrong order</source>
        <translation>Zooms dans le mauvais ordre</translation>
    </message>
    <message>
        <source>and an alpha band</source>
        <translation>et une bande alpha</translation>
    </message>
    <message>
        <source>any</source>
        <translation>toutes</translation>
    </message>
    <message>
        <source>bands</source>
        <translation>bandes</translation>
    </message>
    <message>
        <source>file</source>
        <translation>fichier</translation>
    </message>
    <message>
        <source>from {resolution} CRS units per pixel on</source>
        <translation>à partir de {resolution} unités du SCR par pixel</translation>
    </message>
    <message>
        <source>images</source>
        <translation>images</translation>
    </message>
    <message>
        <source>images per tile at most</source>
        <translation>images par tuile au plus</translation>
    </message>
    <message>
        <source>is like</source>
        <translation>ressemble à</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>est absent</translation>
    </message>
    <message>
        <source>is one of</source>
        <translation>est parmi</translation>
    </message>
    <message>
        <source>is there</source>
        <translation>est présent</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>laissée de côté</translation>
    </message>
    <message>
        <source>more than {count}</source>
        <translation>plus de {count}</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>pas de données</translation>
    </message>
    <message>
        <source>nodata {value}</source>
        <translation>nodata {value}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>not read: {message}</source>
        <translation>non lue : {message}</translation>
    </message>
    <message>
        <source>nothing was changed.</source>
        <translation>rien n'a été changé.</translation>
    </message>
    <message>
        <source>now</source>
        <translation>maintenant</translation>
    </message>
    <message>
        <source>of {total} images looked at</source>
        <translation>de {total} images examinées</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>ok</translation>
    </message>
    <message>
        <source>on top ({place})</source>
        <translation>au premier plan ({place})</translation>
    </message>
    <message>
        <source>scale {scale}, offset {offset}</source>
        <translation>échelle {scale}, décalage {offset}</translation>
    </message>
    <message>
        <source>see Advanced</source>
        <translation>voir Avancé</translation>
    </message>
    <message>
        <source>the bands' nodata value</source>
        <translation>la valeur nodata des bandes</translation>
    </message>
    <message>
        <source>the disk may be full, or the file is not to be written.</source>
        <translation>le disque est peut-être plein, ou le fichier ne peut pas être écrit.</translation>
    </message>
    <message>
        <source>the limit cuts off those with more clouds</source>
        <translation>la limite laisse de côté celles qui ont plus de nuages</translation>
    </message>
    <message>
        <source>the limit cuts the newer ones off</source>
        <translation>la limite laisse de côté les plus récentes</translation>
    </message>
    <message>
        <source>the limit cuts the older ones off</source>
        <translation>la limite laisse de côté les plus anciennes</translation>
    </message>
    <message>
        <source>the limit cuts the others off</source>
        <translation>la limite laisse de côté les autres</translation>
    </message>
    <message>
        <source>tiles in the index</source>
        <translation>tuiles dans l'index</translation>
    </message>
    <message>
        <source>today</source>
        <translation>aujourd'hui</translation>
    </message>
    <message>
        <source>transparent (alpha band)</source>
        <translation>transparente (bande alpha)</translation>
    </message>
    <message>
        <source>up to {percent} %</source>
        <translation>jusqu'à {percent} %</translation>
    </message>
    <message>
        <source>values from {minimum} to {maximum}</source>
        <translation>valeurs de {minimum} à {maximum}</translation>
    </message>
    <message>
        <source>{added} images were added, {skipped} were left out.</source>
        <translation>{added} images ont été ajoutées, {skipped} laissées de côté.</translation>
    </message>
    <message>
        <source>{address} is no address of a Dask scheduler: give one such as tcp://scheduler.example.org:8786.</source>
        <translation>{address} n'est pas l'adresse d'un ordonnanceur Dask : donnez-en une comme tcp://scheduler.example.org:8786.</translation>
    </message>
    <message>
        <source>{begin} to {end}</source>
        <translation>{begin} à {end}</translation>
    </message>
    <message>
        <source>{count} connections are in {file} now, without logins.</source>
        <translation>{count} connexions sont maintenant dans {file}, sans identifiants.</translation>
    </message>
    <message>
        <source>{count} connections were taken over, {refused} were left out.</source>
        <translation>{count} connexions ont été reprises, {refused} ont été laissées de côté.</translation>
    </message>
    <message>
        <source>{count} connections were taken over.</source>
        <translation>{count} connexions ont été reprises.</translation>
    </message>
    <message>
        <source>{count} could not be read</source>
        <translation>{count} n'ont pas pu être lues</translation>
    </message>
    <message>
        <source>{count} footprints of {images} images.</source>
        <translation>{count} empreintes de {images} images.</translation>
    </message>
    <message>
        <source>{count} images</source>
        <translation>{count} images</translation>
    </message>
    <message>
        <source>{count} images are left out in all; the first {first} are named above.</source>
        <translation>{count} images sont laissées de côté en tout ; les {first} premières sont nommées ci-dessus.</translation>
    </message>
    <message>
        <source>{count} images are left out or on top, more than a layer's address can hold. Search for fewer, or use Save as MosaicJSON.</source>
        <translation>{count} images sont exclues ou mises en avant, plus que l'adresse d'une couche ne peut en contenir. Cherchez-en moins, ou utilisez Enregistrer en MosaicJSON.</translation>
    </message>
    <message>
        <source>{count} images of {subject} lie here, first one on top.</source>
        <translation>{count} images de {subject} se trouvent ici, la première au-dessus.</translation>
    </message>
    <message>
        <source>{count} later values are left out of the chart.</source>
        <translation>{count} valeurs ultérieures ne sont pas dans le graphique.</translation>
    </message>
    <message>
        <source>{count} left out</source>
        <translation>{count} laissées de côté</translation>
    </message>
    <message>
        <source>{count} more are left out.</source>
        <translation>{count} de plus sont laissées de côté.</translation>
    </message>
    <message>
        <source>{count} on top</source>
        <translation>{count} au premier plan</translation>
    </message>
    <message>
        <source>{count} points, {images} images at them.</source>
        <translation>{count} points, {images} images à ces points.</translation>
    </message>
    <message>
        <source>{count} polygons are large and were read at a coarser resolution.</source>
        <translation>{count} polygones sont grands et ont été lus à une résolution plus grossière.</translation>
    </message>
    <message>
        <source>{count} squares of {tiles} tiles; {images} different images, at most {most} in one square.</source>
        <translation>{count} carrés de {tiles} tuiles ; {images} images différentes, au plus {most} dans un carré.</translation>
    </message>
    <message>
        <source>{count} tiles in the zooms {first} to {last}</source>
        <translation>{count} tuiles aux zooms {first} à {last}</translation>
    </message>
    <message>
        <source>{count} times</source>
        <translation>{count} fois</translation>
    </message>
    <message>
        <source>{count} values at {places} places, {begin} to {end} (UTC).</source>
        <translation>{count} valeurs en {places} lieux, {begin} à {end} (UTC).</translation>
    </message>
    <message>
        <source>{degrees}° E</source>
        <translation>{degrees}° E</translation>
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
        <translation>{degrees}° O</translation>
    </message>
    <message>
        <source>{done} of {all} parts were finished by an earlier run.</source>
        <translation>{done} parties sur {all} avaient été achevées par une exécution précédente.</translation>
    </message>
    <message>
        <source>{file} holds no connections to mosaics; choose a file that this plugin has exported.</source>
        <translation>{file} ne contient aucune connexion à des mosaïques ; choisissez un fichier que cette extension a exporté.</translation>
    </message>
    <message>
        <source>{id} (not in this QGIS profile)</source>
        <translation>{id} (absente de ce profil QGIS)</translation>
    </message>
    <message>
        <source>{images} images in {tiles} tiles, zooms {minzoom} to {maxzoom}; {left_out} left out.</source>
        <translation>{images} images dans {tiles} tuiles, zooms {minzoom} à {maxzoom} ; {left_out} laissées de côté.</translation>
    </message>
    <message>
        <source>{images} images were saved in {tiles} tiles to {subject}.</source>
        <translation>{images} images ont été enregistrées en {tiles} tuiles dans {subject}.</translation>
    </message>
    <message>
        <source>{image} (left out of the layer)</source>
        <translation>{image} (laissée hors de la couche)</translation>
    </message>
    <message>
        <source>{mean} on average, {most} at most</source>
        <translation>{mean} en moyenne, {most} au plus</translation>
    </message>
    <message>
        <source>{minimum} to {maximum}</source>
        <translation>{minimum} à {maximum}</translation>
    </message>
    <message>
        <source>{minimum} to {maximum}, keys of zoom {keys}</source>
        <translation>{minimum} à {maximum}, clés de zoom {keys}</translation>
    </message>
    <message>
        <source>{name} (for another store)</source>
        <translation>{name} (pour un autre stockage)</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} copie</translation>
    </message>
    <message>
        <source>{name}: the first {count} collections; there are more.</source>
        <translation>{name} : les {count} premières collections ; il y en a d'autres.</translation>
    </message>
    <message>
        <source>{name}: {count} collections.</source>
        <translation>{name} : {count} collections.</translation>
    </message>
    <message>
        <source>{parameter} is empty: give the address of a mosaic.</source>
        <translation>{parameter} est vide : donnez l'adresse d'une mosaïque.</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>{percent} % of the images have it</source>
        <translation>{percent} % des images l'ont</translation>
    </message>
    <message>
        <source>{removed} images were removed from {tiles} tiles, {images} are left.</source>
        <translation>{removed} images ont été retirées de {tiles} tuiles, {images} restent.</translation>
    </message>
    <message>
        <source>{removed} images would be removed from {tiles} tiles, {images} would be left.</source>
        <translation>{removed} images seraient retirées de {tiles} tuiles, {images} resteraient.</translation>
    </message>
    <message>
        <source>{rows} rows of {images} images.</source>
        <translation>{rows} lignes de {images} images.</translation>
    </message>
    <message>
        <source>{sentence} ({detail})</source>
        <translation>{sentence} ({detail})</translation>
    </message>
    <message>
        <source>{sentence} Quadkeys: {count}.</source>
        <translation>{sentence} Quadkeys : {count}.</translation>
    </message>
    <message>
        <source>{severity}: {title} ({count}). {example}</source>
        <translation>{severity} : {title} ({count}). {example}</translation>
    </message>
    <message>
        <source>{shown} images are shown, and there are more; {cut}.</source>
        <translation>{shown} images sont montrées, et il y en a d'autres ; {cut}.</translation>
    </message>
    <message>
        <source>{shown} images match; all are shown.</source>
        <translation>{shown} images correspondent ; toutes sont montrées.</translation>
    </message>
    <message>
        <source>{shown} of {matched} images are shown; {cut}.</source>
        <translation>{shown} images sur {matched} sont montrées ; {cut}.</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} Mo</translation>
    </message>
    <message>
        <source>{subject} asks for a valid login. Choose one under Login, or make a new one there.</source>
        <translation>{subject} demande une identification valide. Choisissez-en une sous Identification, ou créez-en une là.</translation>
    </message>
    <message>
        <source>{subject} cannot be asked before the MosaicJSON engine is set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine…</source>
        <translation>{subject} ne peut pas être interrogé avant que le moteur MosaicJSON soit installé. Choisissez Raster &gt; MosaicJSON &gt; Installer le moteur…</translation>
    </message>
    <message>
        <source>{subject} cannot be made of these images.</source>
        <translation>{subject} ne peut pas être fait à partir de ces images.</translation>
    </message>
    <message>
        <source>{subject} cannot be opened before the MosaicJSON engine is set up. Choose Raster &gt; MosaicJSON &gt; Set Up Engine…</source>
        <translation>{subject} ne peut pas être ouvert avant que le moteur MosaicJSON soit installé. Choisissez Raster &gt; MosaicJSON &gt; Installer le moteur…</translation>
    </message>
    <message>
        <source>{subject} cannot be opened before the MosaicJSON engine is set up. Set it up once in QGIS Desktop, name an existing one in MOSAIC_QGIS_ENGINE_ENVIRONMENT, or allow its installation with MOSAIC_QGIS_INSTALL_WITHOUT_ASKING=1.</source>
        <translation>{subject} ne peut pas être ouvert avant que le moteur MosaicJSON soit installé. Installez-le une fois dans QGIS Desktop, indiquez-en un existant dans MOSAIC_QGIS_ENGINE_ENVIRONMENT, ou permettez son installation avec MOSAIC_QGIS_INSTALL_WITHOUT_ASKING=1.</translation>
    </message>
    <message>
        <source>{subject} cannot be opened this way. Check the layer's options.</source>
        <translation>{subject} ne peut pas être ouvert ainsi. Vérifiez les options de la couche.</translation>
    </message>
    <message>
        <source>{subject} cannot be opened: the MosaicJSON engine is set up but does not start. Restart QGIS; if that does not help, repair the engine under Settings &gt; Options &gt; MosaicJSON.</source>
        <translation>{subject} ne peut pas être ouvert : le moteur MosaicJSON est installé mais ne démarre pas. Redémarrez QGIS ; si cela n'aide pas, réparez le moteur sous Préférences &gt; Options &gt; MosaicJSON.</translation>
    </message>
    <message>
        <source>{subject} cannot be reached. Check the network connection, the proxy and the address.</source>
        <translation>{subject} ne peut pas être joint. Vérifiez la connexion au réseau, le proxy et l'adresse.</translation>
    </message>
    <message>
        <source>{subject} cannot be searched, since it is no STAC API. If it is a list of items, press Add to open it as it is.</source>
        <translation>{subject} ne peut pas être fouillé, car ce n'est pas une API STAC. Si c'est une liste d'items, appuyez sur Ajouter pour l'ouvrir telle quelle.</translation>
    </message>
    <message>
        <source>{subject} cannot be written to. Save it to another place.</source>
        <translation>On ne peut pas écrire dans {subject}. Enregistrez ailleurs.</translation>
    </message>
    <message>
        <source>{subject} could not be added as a vector layer.</source>
        <translation>{subject} n'a pas pu être ajouté comme couche vecteur.</translation>
    </message>
    <message>
        <source>{subject} did not answer in time. Try again, or check the network connection.</source>
        <translation>{subject} n'a pas répondu à temps. Réessayez, ou vérifiez la connexion au réseau.</translation>
    </message>
    <message>
        <source>{subject} does not take this search. Change its conditions, or its JSON under Advanced.</source>
        <translation>{subject} n'accepte pas cette recherche. Changez ses conditions, ou son JSON sous Avancé.</translation>
    </message>
    <message>
        <source>{subject} exists already. Choose another name or allow overwriting.</source>
        <translation>{subject} existe déjà. Choisissez un autre nom ou permettez de l'écraser.</translation>
    </message>
    <message>
        <source>{subject} has more images; the first {count} have footprints.</source>
        <translation>{subject} a davantage d'images ; les {count} premières ont des empreintes.</translation>
    </message>
    <message>
        <source>{subject} has nothing to show: no tile or no readable image.</source>
        <translation>{subject} n'a rien à montrer : aucune tuile ou aucune image lisible.</translation>
    </message>
    <message>
        <source>{subject} is not a valid MosaicJSON document.</source>
        <translation>{subject} n'est pas un document MosaicJSON valide.</translation>
    </message>
    <message>
        <source>{subject} is open now.</source>
        <translation>{subject} est maintenant ouvert.</translation>
    </message>
    <message>
        <source>{subject} is ready to be added.</source>
        <translation>{subject} est prêt à être ajouté.</translation>
    </message>
    <message>
        <source>{subject} is saved: {images} images in {tiles} tiles.</source>
        <translation>{subject} est enregistré : {images} images en {tiles} tuiles.</translation>
    </message>
    <message>
        <source>{subject} met a fault of the plugin. Please report it with the MosaicJSON tab of the log.</source>
        <translation>{subject} a rencontré une erreur de l'extension. Merci de la signaler avec l'onglet MosaicJSON du journal.</translation>
    </message>
    <message>
        <source>{subject} needs something that this version does not support.</source>
        <translation>{subject} demande quelque chose que cette version ne sait pas faire.</translation>
    </message>
    <message>
        <source>{subject} refers to a place that a document from elsewhere must not refer to. If you trust where it comes from, list that under Trust in Settings &gt; Options &gt; MosaicJSON.</source>
        <translation>{subject} désigne un lieu qu'un document venu d'ailleurs n'a pas le droit de désigner. Si vous faites confiance à sa provenance, inscrivez-la sous Confiance dans Préférences &gt; Options &gt; MosaicJSON.</translation>
    </message>
    <message>
        <source>{subject} shows more images than can be read at once. Zoom in.</source>
        <translation>{subject} montre plus d'images qu'on ne peut en lire à la fois. Zoomez.</translation>
    </message>
    <message>
        <source>{subject} takes longer to open than QGIS may wait. It is opened in the background, and you are told when it is there.</source>
        <translation>{subject} met plus de temps à s'ouvrir que QGIS ne peut attendre. L'ouverture continue en arrière-plan, et vous serez averti quand ce sera prêt.</translation>
    </message>
    <message>
        <source>{subject} was changed by somebody else in the meantime. Reload it and try again.</source>
        <translation>{subject} a été modifié entre-temps par quelqu'un d'autre. Rechargez-le et réessayez.</translation>
    </message>
    <message>
        <source>{subject} was not found. Check the path or URL.</source>
        <translation>{subject} n'a pas été trouvé. Vérifiez le chemin ou l'URL.</translation>
    </message>
    <message>
        <source>{subject}: 1 new image since last time.</source>
        <translation>{subject} : 1 nouvelle image depuis la dernière fois.</translation>
    </message>
    <message>
        <source>{subject}: 1 of {total} images could not be read: {image}</source>
        <translation>{subject} : 1 image sur {total} n'a pas pu être lue : {image}</translation>
    </message>
    <message>
        <source>{subject}: no new images since last time.</source>
        <translation>{subject} : aucune nouvelle image depuis la dernière fois.</translation>
    </message>
    <message>
        <source>{subject}: {count} images. New ones are counted from now on.</source>
        <translation>{subject} : {count} images. Les nouvelles sont comptées à partir de maintenant.</translation>
    </message>
    <message>
        <source>{subject}: {count} new images since last time.</source>
        <translation>{subject} : {count} nouvelles images depuis la dernière fois.</translation>
    </message>
    <message>
        <source>{subject}: {count} of {total} images could not be read, the first one is {image}</source>
        <translation>{subject} : {count} images sur {total} n'ont pas pu être lues, la première est {image}</translation>
    </message>
    <message>
        <source>{subject}: {count} of {total} images could not be used.</source>
        <translation>{subject} : {count} images sur {total} n'ont pas pu être utilisées.</translation>
    </message>
    <message>
        <source>{subject}: {message}</source>
        <translation>{subject} : {message}</translation>
    </message>
    <message>
        <source>{subject}: {shown} of {total} images are shown here. From a scale of about 1:{scale} on all are.</source>
        <translation>{subject} : {shown} images sur {total} sont montrées ici. À partir d'une échelle d'environ 1:{scale}, toutes le sont.</translation>
    </message>
    <message>
        <source>{used} of {limit}</source>
        <translation>{used} sur {limit}</translation>
    </message>
    <message>
        <source>{west} to {east}, {south} to {north}</source>
        <translation>{west} à {east}, {south} à {north}</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>« {name} »</translation>
    </message>
    <message>
        <source>“{name}” has more than one line.</source>
        <translation>« {name} » a plus d'une ligne.</translation>
    </message>
    <message>
        <source>“{name}” is missing.</source>
        <translation>« {name} » manque.</translation>
    </message>
    <message>
        <source>“{place}” is no host such as data.example.com and no bucket such as s3://name.</source>
        <translation>« {place} » n'est ni un hôte comme data.example.com ni un bucket comme s3://nom.</translation>
    </message>
    <message>
        <source>… and {count} more.</source>
        <translation>… et {count} autres.</translation>
    </message>
</context>
</TS>
