// Role: answers questions about keys of the local API as a test says; notes what was asked. Thread: GUI; queued.
#pragma once

#include "app/bridge/key_desk.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace testsupport {

using namespace glovebox;

class FakeKeyDesk final : public bridge::KeyDesk {
public:
    QStringList asked;
    std::string refusal;
    bool held = false; // answers wait for release()
    std::string secret = "gbk_5Jm2pW9sVt4Xq7Zc1Nf8Lh3Rk6Yd0Gb-Q2eT7uA5";

    void act(const api::KeyAction &action, std::function<void(const api::KeyVerdict &)> answered) override
    {
        api::KeyVerdict verdict{.reason = refusal};
        api::ShownKey key{.id = domain::ApiKeyId("key-new")};
        bool isRevoked = false;
        if (const auto *create = std::get_if<api::CreateKey>(&action)) {
            key.name = create->name;
            key.scope = create->scope;
            key.expires = create->expires;
            asked +=
                QStringLiteral("create %1, %2, %3")
                    .arg(QString::fromStdString(create->name), QString::fromLatin1(domain::word(create->scope).data()),
                         create->expires ? QStringLiteral("expires") : QStringLiteral("never"));
        } else if (const auto *rotate = std::get_if<api::RotateKey>(&action)) {
            key.id = rotate->id;
            key.name = "rotated";
            asked += QStringLiteral("rotate %1, %2 min")
                         .arg(QString::fromStdString(rotate->id.value()))
                         .arg(std::chrono::duration_cast<std::chrono::minutes>(rotate->grace).count());
        } else {
            isRevoked = true;
            asked += QStringLiteral("revoke ") + QString::fromStdString(std::get<api::RevokeKey>(action).id.value());
        }
        if (refusal.empty()) {
            verdict.key = key;
            if (!isRevoked)
                verdict.secret = SecretString(secret);
        }
        m_answers.emplace_back([verdict, answered] { answered(verdict); });
        if (!held)
            release();
    }
    void release()
    {
        for (auto &answer : std::exchange(m_answers, {}))
            QMetaObject::invokeMethod(&m_loop, std::move(answer), Qt::QueuedConnection);
    }

private:
    std::vector<std::function<void()>> m_answers;
    QObject m_loop;
};

} // namespace testsupport
