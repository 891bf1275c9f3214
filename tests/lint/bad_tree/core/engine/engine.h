// Role: breaks the rules about what an engine may call.
#pragma once

#include "app/models/model.h"
#include "core/qemu/qemu.h"
#include "tests/support/manual_clock.h"
#include <QTcpSocket>

inline void wrong()
{
    auto now = std::chrono::steady_clock::now();
    auto wall = QDateTime::currentDateTimeUtc();
    QTimer::singleShot(1, [] {});
    std::this_thread::sleep_for(1s);
    auto die = QRandomGenerator::global()->bounded(6);
    auto fine = "steady_clock::now"; // steady_clock::now() in words is no call
    ::system("rm -rf .");
}
