// Role: how the selected sandbox is being prepared: its steps, how far they are, what they print, and what went wrong.
// Thread: GUI. Invariants: an older generation never replaces a newer one.
#pragma once

#include "app/format/errors.h"
#include "app/models/build_lines.h"
#include "app/models/ticker.h"
#include "core/api/seed_views.h"

#include <QHash>
#include <QStringList>

namespace glovebox::models {

/// The steps with their states: "done", "now", "failed", "cancelled", "later"; and when nothing goes on any more what
/// each printed, as far as the engine still tells it.
class SeedLadder : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Part of a seeding")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { WordsRole = Qt::UserRole + 1, StateRole, OutputRole };

    using QAbstractListModel::QAbstractListModel;

    void show(const api::SeedView *view);
    int count() const { return static_cast<int>(m_rows.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    struct Row {
        QString words;
        QString state;
        QString output; // lines; empty: it printed nothing, or prints still

        friend bool operator==(const Row &, const Row &) = default;
    };

    std::vector<Row> m_rows;
};

class SeedDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString sandbox READ sandbox NOTIFY changed)
    Q_PROPERTY(bool goesOn READ goesOn NOTIFY changed)
    Q_PROPERTY(bool over READ over NOTIFY changed) // it failed or was cancelled: it can be done again
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(QString forText READ forText NOTIFY changed)
    Q_PROPERTY(QString stepText READ stepText NOTIFY changed) // "Step 2 of 5: clone …"
    Q_PROPERTY(double progress READ progress NOTIFY changed)  // of the step; below 0: not known
    Q_PROPERTY(glovebox::models::SeedLadder *steps READ steps CONSTANT)
    Q_PROPERTY(glovebox::models::BuildLines *log READ log CONSTANT)
    Q_PROPERTY(QString problemWhat READ problemWhat NOTIFY changed)
    Q_PROPERTY(QString problemWhy READ problemWhy NOTIFY changed)
    Q_PROPERTY(QString problemTodo READ problemTodo NOTIFY changed)
    Q_PROPERTY(QString problemDetail READ problemDetail NOTIFY changed)
    Q_PROPERTY(QString problemCode READ problemCode NOTIFY changed)
    Q_PROPERTY(QString problemText READ problemText NOTIFY changed)

public:
    explicit SeedDetail(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::SeedView &view);
    void remove(const domain::SandboxId &sandbox);
    void open(const QString &sandbox);
    const api::SeedView *find(const QString &sandbox) const;

    bool known() const { return view() != nullptr; }
    QString sandbox() const { return m_sandbox; }
    bool goesOn() const;
    bool over() const;
    QString word() const;
    QString tone() const;
    QString symbol() const;
    QString forText() const;
    QString stepText() const;
    double progress() const;
    SeedLadder *steps() { return &m_steps; }
    BuildLines *log() { return &m_log; }
    QString problemWhat() const { return problem().what; }
    QString problemWhy() const { return problem().why; }
    QString problemTodo() const { return problem().todo; }
    QString problemDetail() const { return problem().detail; }
    QString problemCode() const { return problem().code; }
    QString problemText() const { return format::plainText(problem()); }
    Q_INVOKABLE QString logText() const { return m_log.text(); }

Q_SIGNALS:
    void changed();

private:
    const api::SeedView *view() const { return find(m_sandbox); }
    format::Explanation problem() const;
    void refresh();

    Ticker *m_ticker;
    QHash<QString, api::SeedView> m_views; // by sandbox
    QString m_sandbox;
    SeedLadder m_steps;
    BuildLines m_log;
};

} // namespace glovebox::models
