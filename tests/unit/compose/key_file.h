// Role: keys for tests of settings, and files that hold them. Thread: the test's.
#pragma once

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <string>

inline constexpr const char *kKey = "sk-ant-oat01-not-a-real-key-0042";
inline constexpr const char *kKeyVariable = "ANTHROPIC_ENVIRONMENT_KEY";

struct KeyFile {
    QTemporaryDir folder;
    std::string path = folder.filePath(QStringLiteral("key")).toStdString();

    void write(const QByteArray &bytes,
               QFileDevice::Permissions permissions = QFileDevice::ReadOwner | QFileDevice::WriteOwner)
    {
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        QVERIFY(file.setPermissions(permissions));
    }
};
