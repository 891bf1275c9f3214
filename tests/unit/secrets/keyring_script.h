// Role: a program in the place of glovebox-keyring that answers what a test says. Thread: the test's.
#pragma once

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <string>

namespace secretstest {

class KeyringScript {
public:
    /// `body`: lines of a shell script, which may say $1 read, write …, $2 service, $3 key.
    explicit KeyringScript(const QByteArray &body)
    {
        QFile file(path());
        if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + body + '\n') < 0)
            qFatal("cannot write %s", qPrintable(path()));
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QString path() const { return m_folder.filePath(QStringLiteral("keyring")); }
    QString other(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    std::string program() const { return path().toStdString(); }

private:
    QTemporaryDir m_folder;
};

/// One that keeps secrets in a folder: a keyring that works.
inline QByteArray workingKeyring(const QString &folder)
{
    const auto file = "'" + folder.toUtf8() + "'/\"$(echo \"$3\" | tr / _)\"";
    return "case $1 in\n"
           "look) echo done;;\n"
           "read) if [ -f " +
           file + " ]; then echo done; cat " + file +
           "; else echo none; fi;;\n"
           "write) cat > " +
           file +
           "; echo done;;\n"
           "remove) rm -f " +
           file +
           "; echo done;;\n"
           "esac";
}

} // namespace secretstest
