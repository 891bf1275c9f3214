// Role: what is to be done in a sandbox before anybody uses it, as a form: its steps, what goes on running, when it is
// ready, and whether it sleeps afterwards. Thread: GUI.
#pragma once

#include "app/models/seed_steps.h"

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class SeedForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(glovebox::models::SeedSteps *steps READ steps CONSTANT)
    Q_PROPERTY(QString start READ start WRITE setStart NOTIFY changed)
    Q_PROPERTY(QString ready READ ready WRITE setReady NOTIFY changed)
    Q_PROPERTY(QString every READ every WRITE setEvery NOTIFY changed)    // seconds
    Q_PROPERTY(QString within READ within WRITE setWithin NOTIFY changed) // seconds
    Q_PROPERTY(bool everyWrong READ everyWrong NOTIFY changed)
    Q_PROPERTY(bool withinWrong READ withinWrong NOTIFY changed)
    Q_PROPERTY(bool hibernate READ hibernate WRITE setHibernate NOTIFY changed)
    Q_PROPERTY(bool empty READ empty NOTIFY changed)
    Q_PROPERTY(bool wrong READ wrong NOTIFY changed)
    Q_PROPERTY(bool stepsWrong READ stepsWrong NOTIFY changed)
    Q_PROPERTY(QString startProblem READ startProblem NOTIFY changed)        // of the command and its check
    Q_PROPERTY(QString problem READ problem NOTIFY changed)                  // the first of all; empty: none
    Q_PROPERTY(QStringList lines READ lines NOTIFY changed)                  // all of it, in words
    Q_PROPERTY(QStringList snapshots READ snapshots NOTIFY snapshotsChanged) // that can be copied from: titles

public:
    explicit SeedForm(QObject *parent = nullptr);

    void clear() { set({}); }
    void set(const domain::Seed &seed);
    /// As typed: to be checked before it is asked for.
    domain::Seed seed() const;
    /// Ids and titles, each at the same place.
    void setSnapshots(QStringList ids, QStringList titles);

    SeedSteps *steps() { return &m_steps; }
    QString start() const { return m_start; }
    void setStart(const QString &text) { setText(m_start, text); }
    QString ready() const { return m_ready; }
    void setReady(const QString &text) { setText(m_ready, text); }
    QString every() const { return m_every; }
    void setEvery(const QString &text) { setText(m_every, text); }
    QString within() const { return m_within; }
    void setWithin(const QString &text) { setText(m_within, text); }
    bool everyWrong() const;
    bool withinWrong() const;
    bool hibernate() const { return m_hibernate; }
    void setHibernate(bool hibernate);
    bool empty() const { return seed().empty(); }
    bool wrong() const { return !problem().isEmpty(); }
    bool stepsWrong() const;
    QString startProblem() const;
    QString problem() const;
    QStringList lines() const;
    QStringList snapshots() const { return m_titles; }
    Q_INVOKABLE int snapshotAt(const QString &id) const { return static_cast<int>(m_ids.indexOf(id)); }
    Q_INVOKABLE QString snapshotId(int index) const { return m_ids.value(index); }

Q_SIGNALS:
    void changed();
    void snapshotsChanged();

private:
    void setText(QString &field, const QString &text);
    domain::Seed without(bool steps) const;

    SeedSteps m_steps;
    QString m_start;
    QString m_ready;
    QString m_every;
    QString m_within;
    bool m_hibernate = false;
    QStringList m_ids;
    QStringList m_titles;
};

/// A sentence of what a check of the domain said.
QString sentenceOf(const std::string &detail);

} // namespace glovebox::models
