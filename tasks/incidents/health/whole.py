"""All looks, those that ask servers and walk through folders first: the command takes them, once."""

from tasks.incidents.health import conducted, machine, mail, sender, table
from tasks.incidents.health.installation import Installation
from tasks.incidents.health.look import Look

LOOKS: tuple[Look[Installation], ...] = (
    Look(
        "Versions",
        "Python et les paquets sont-ils ceux que cette version admet ?",
        "Refaites l'environnement depuis requirements.lock (docs/installation.md).",
        machine.versions,
    ),
    Look(
        "Base",
        "La base répond-elle, en UTF-8, sans que rien ne l'occupe ?",
        "Vérifiez qu'elle est en marche et que SPRO_DATABASE_URL la désigne.",
        machine.database,
    ),
    Look(
        "Schéma",
        "Les tables sont-elles celles de cette version du programme ?",
        "Lancez « spro migrate », qui sauvegarde la base, puis la met à jour.",
        machine.schema,
    ),
    Look(
        "Permissions",
        "D'autres comptes de la machine peuvent-ils lire ce qui est gardé ?",
        "spro up referme ceux de SPRO_HOME à son démarrage ; ailleurs, lancez chmod -R go-rwx.",
        machine.permissions,
    ),
    Look(
        "Boîte",
        "Les boîtes se lisent-elles, et leurs dossiers sont-ils là ?",
        "Corrigez ce réglage, ou demandez à l'administrateur de la messagerie.",
        mail.mailboxes,
    ),
    Look(
        "Envoi",
        "Le serveur d'envoi nous admet-il, chiffré comme demandé ?",
        "Vérifiez le serveur d'envoi et son réglage SPRO_SMTP_URL.",
        mail.server,
    ),
    Look(
        "Expéditeur",
        "Le domaine de l'expéditeur publie-t-il SPF, DKIM et DMARC ?",
        "Demandez-le à qui tient ce domaine.",
        sender.senders,
    ),
    Look(
        "Certificat",
        "Jusqu'à quand les certificats des serveurs de courriel sont-ils valables ?",
        "Faites renouveler ce certificat avant ce jour : ensuite, plus rien n'est lu ni envoyé.",
        mail.certificates,
    ),
    Look(
        "Horloge",
        "L'horloge de la machine est-elle celle des serveurs ?",
        "Mettez les horloges à l'heure (NTP) : les échéances se jugent à la date de réception.",
        machine.clock,
    ),
    *table.LOOKS,
    Look(
        "Calendrier",
        "Les déploiements sont-ils là, et les prochaines exécutions prévues ?",
        "Relancez le système (spro up) : le worker redéploie ce qui manque avant de commencer.",
        conducted.schedules,
    ),
)
