// Role: where somebody was before: Alt+Left and Alt+Right. Thread: GUI.
// Invariants: going back and forward is not itself remembered; what is gone is passed over; bounded.
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace glovebox::models {

class PanelModel;

class PageHistory : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the registry")

public:
    static constexpr std::size_t kMost = 50;

    explicit PageHistory(PanelModel &panel);

    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_visits.size(); }
    void goBack();
    void goForward();

private:
    struct Visit {
        int page;
        QString key; // of the object that was shown or selected

        bool operator==(const Visit &) const = default;
    };

    Visit now() const;
    void note();
    void show();

    PanelModel &m_panel;
    std::vector<Visit> m_visits;
    std::size_t m_at = 0;
    bool m_moving = false;
};

} // namespace glovebox::models
