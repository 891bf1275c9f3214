// Role: the objects of the sample by the names that the window's tests call them. Thread: GUI.
#pragma once

#include "tests/support/sample_views.h"

#include <QObject>

class SampleObjects : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString runningSession READ runningSession CONSTANT)
    Q_PROPERTY(QString approvalSession READ approvalSession CONSTANT)
    Q_PROPERTY(QString failedSession READ failedSession CONSTANT)
    Q_PROPERTY(QString longSession READ longSession CONSTANT)
    Q_PROPERTY(QString timelineSession READ timelineSession CONSTANT) // when timeline() was told
    Q_PROPERTY(QString teamSession READ teamSession CONSTANT)
    Q_PROPERTY(QString outputsSession READ outputsSession CONSTANT)
    Q_PROPERTY(QString keptSandbox READ keptSandbox CONSTANT)
    Q_PROPERTY(QString pausedSandbox READ pausedSandbox CONSTANT)
    Q_PROPERTY(QString idleSandbox READ idleSandbox CONSTANT)
    Q_PROPERTY(QString hibernatedSandbox READ hibernatedSandbox CONSTANT)
    Q_PROPERTY(QString forkedSandbox READ forkedSandbox CONSTANT)
    Q_PROPERTY(QString firstSnapshot READ firstSnapshot CONSTANT)
    Q_PROPERTY(QString leafSnapshot READ leafSnapshot CONSTANT)
    Q_PROPERTY(QString takenSnapshot READ takenSnapshot CONSTANT)
    Q_PROPERTY(QString failedSnapshot READ failedSnapshot CONSTANT)
    Q_PROPERTY(QString readyTemplate READ readyTemplate CONSTANT)
    Q_PROPERTY(QString buildingTemplate READ buildingTemplate CONSTANT)
    Q_PROPERTY(QString failedTemplate READ failedTemplate CONSTANT)
    Q_PROPERTY(QString image READ image CONSTANT)
    Q_PROPERTY(QString importing READ importing CONSTANT)
    Q_PROPERTY(QString failedImport READ failedImport CONSTANT)
    Q_PROPERTY(QString madeTemplate READ madeTemplate CONSTANT)
    Q_PROPERTY(QString seedingSandbox READ seedingSandbox CONSTANT)
    Q_PROPERTY(QString seedFailedSandbox READ seedFailedSandbox CONSTANT)
    Q_PROPERTY(QString reservedSandbox READ reservedSandbox CONSTANT)
    Q_PROPERTY(QString guestRunnerSandbox READ guestRunnerSandbox CONSTANT)
    Q_PROPERTY(QString stuckWork READ stuckWork CONSTANT)
    Q_PROPERTY(QString runningSandbox READ runningSandbox CONSTANT)
    Q_PROPERTY(QString failedSandbox READ failedSandbox CONSTANT)

public:
    QString runningSession() const { return QString::fromLatin1(glovebox::testing::kSampleRunningSession); }
    QString approvalSession() const { return QString::fromLatin1(glovebox::testing::kSampleApprovalSession); }
    QString failedSession() const { return QString::fromLatin1(glovebox::testing::kSampleFailedSession); }
    QString longSession() const { return QString::fromLatin1(glovebox::testing::kSampleSecondApprovalSession); }
    QString timelineSession() const { return QString::fromLatin1(glovebox::testing::kSampleLongSession); }
    QString teamSession() const { return QString::fromLatin1(glovebox::testing::kSampleTeamSession); }
    QString outputsSession() const { return QString::fromLatin1(glovebox::testing::kSampleOutputsSession); }
    QString keptSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleKeptSandbox); }
    QString pausedSandbox() const { return QString::fromLatin1(glovebox::testing::kSamplePausedSandbox); }
    QString idleSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleIdleSandbox); }
    QString hibernatedSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleHibernatedSandbox); }
    QString forkedSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleForkedSandbox); }
    QString firstSnapshot() const { return QString::fromLatin1(glovebox::testing::kSampleFirstSnapshot); }
    QString leafSnapshot() const { return QString::fromLatin1(glovebox::testing::kSampleSnapshot); }
    QString takenSnapshot() const { return QString::fromLatin1(glovebox::testing::kSampleTakenSnapshot); }
    QString failedSnapshot() const { return QString::fromLatin1(glovebox::testing::kSampleFailedSnapshot); }
    QString readyTemplate() const { return QString::fromLatin1(glovebox::testing::kSampleTemplate); }
    QString buildingTemplate() const { return QString::fromLatin1(glovebox::testing::kSampleBuildingTemplate); }
    QString failedTemplate() const { return QString::fromLatin1(glovebox::testing::kSampleFailedTemplate); }
    QString image() const { return QString::fromLatin1(glovebox::testing::kSampleImage); }
    QString importing() const { return QString::fromLatin1(glovebox::testing::kSampleImport); }
    QString failedImport() const { return QString::fromLatin1(glovebox::testing::kSampleFailedImport); }
    QString madeTemplate() const { return QString::fromLatin1(glovebox::testing::kSampleMadeTemplate); }
    QString seedingSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleSeedingSandbox); }
    QString seedFailedSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleSeedFailedSandbox); }
    QString reservedSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleReservedSandbox); }
    QString guestRunnerSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleGuestRunnerSandbox); }
    QString stuckWork() const { return QString::fromLatin1(glovebox::testing::kSampleNeverStartedWork); }
    QString runningSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleRunningSandbox); }
    QString failedSandbox() const { return QString::fromLatin1(glovebox::testing::kSampleFailedSandbox); }
};
