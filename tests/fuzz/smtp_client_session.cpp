// Our side of a connection to an arbitrary relay. The first octet chooses the kind of message; then octets below 0xF7
// are the relay's, and those above say what happens around it (see `act`).

#include "delivery/smtp_client_session.h"
#include "fuzz.h"

#include <map>

namespace {

using delivery::Ending;

constexpr int transactions_max = 6;

struct Known {
    bool has_wanted_dot = false;
    bool is_released = false;
    bool is_end_written = false;
    bool has_ended = false;
};

std::size_t count(std::string_view text, std::string_view what)
{
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

class Shell {
  public:
    explicit Shell(std::uint8_t options)
        : options_(options),
          session_("lists.example.org"),
          body_(std::make_shared<delivery::SharedBody>((options & 1U) != 0 ? std::string(20'000, 'x') + "\r\n"
                                                                           : ".\r\nText.\r\n..\r\n"))
    {
    }

    void act(char octet)
    {
        switch (static_cast<unsigned char>(octet)) {
        case 0xFF: flush(); break;
        case 0xFE: write(session_.output().size() / 2); break;
        case 0xFD: write(session_.output().size()); break;
        case 0xFC: release(); break;
        case 0xFB: begin(); break;
        case 0xFA:
            flush();
            session_.lose_connection("the relay closed the connection");
            break;
        case 0xF9:
            flush();
            session_.quit();
            break;
        case 0xF7: withdraw(); break;
        case 0xF8:  // all that can be done
            flush();
            begin();
            release();
            write_all();
            break;
        default: reply_ += octet; return;
        }
        take_events();
    }

    void end()
    {
        act('\xFF');
        session_.lose_connection("the time is over");
        take_events();
        fuzz::require(is_broken_, "a lost connection is told");
        fuzz::require(!session_.can_begin(), "nothing begins on a lost connection");
        fuzz::require(session_.output().empty(), "nothing is said on a lost connection");
        for (const auto& [delivery, known] : known_)
            fuzz::require(known.has_ended, "each transaction that was begun has ended");
    }

  private:
    void flush()
    {
        session_.receive(reply_);
        reply_.clear();
        take_events();
    }

    void begin()
    {
        if (!session_.can_begin() || static_cast<int>(known_.size()) == transactions_max) return;
        const auto delivery = static_cast<store::Id>(known_.size() + 1);
        known_[delivery] = {};
        session_.begin({.delivery = delivery,
                        .reverse_path = "sr-update+bounce-x@lists.example.org",
                        .recipient = "ann@body.example",
                        .head = "X-Delivery: <" + std::to_string(delivery) + ">\r\n\r\n",
                        .body = body_,
                        .is_8bit = (options_ & 2U) != 0,
                        .is_smtputf8 = (options_ & 4U) != 0});
        take_events();
        look_at_output();
    }

    void release()
    {
        if (wants_dot_ == 0) return;
        known_[wants_dot_].is_released = true;
        released_ = wants_dot_;
        wants_dot_ = 0;
        session_.release_dot();
        look_at_output();
    }

    void withdraw()
    {
        if (wants_dot_ == 0) return;
        const store::Id delivery = wants_dot_;
        session_.withdraw();
        take_events();
        fuzz::require(known_.at(delivery).has_ended, "what is withdrawn ends at once");
        look_at_output();
    }

    /// Whatever may be sent is looked at, whether or not it is sent.
    void look_at_output()
    {
        const std::string all = sent_ + std::string(session_.output());
        std::size_t released = 0;
        std::size_t ended_early = 0;
        for (const auto& [delivery, known] : known_) {
            const bool is_out = all.find("X-Delivery: <" + std::to_string(delivery) + '>') != std::string::npos;
            fuzz::require(!is_out || known.is_released, "no message goes out before its dot is released");
            released += known.is_released ? 1 : 0;
            ended_early += known.has_ended && !known.is_released ? 1 : 0;
        }
        fuzz::require(count(all, "BDAT") <= released, "no BDAT goes out before its dot is released");
        // A 354 to a DATA without a recipient is answered by an empty message: of a transaction that has ended.
        fuzz::require(count(all, "\r\n.\r\n") <= released + ended_early, "no dot goes out before it is released");
    }

    void write(std::size_t octets)
    {
        if (octets == 0) return;
        if (sent_.size() < 200'000) sent_ += session_.output().substr(0, octets);
        session_.wrote(octets);
        look_at_output();
        if (released_ != 0 && session_.output().empty()) known_[released_].is_end_written = true;
    }

    void write_all()
    {
        while (!session_.output().empty()) write(session_.output().size());
    }

    void take_events()
    {
        while (const auto event = session_.next_event()) {
            fuzz::require(!is_broken_, "a broken session says nothing more");
            if (const auto* wants = std::get_if<delivery::WantsDot>(&*event)) {
                Known& known = known_.at(wants->delivery);
                fuzz::require(!known.has_wanted_dot && !known.has_ended, "a dot is wanted once, before the end");
                known.has_wanted_dot = true;
                wants_dot_ = wants->delivery;
            } else if (const auto* ended = std::get_if<delivery::Ended>(&*event)) {
                check_end(*ended);
            } else if (std::holds_alternative<delivery::SessionBroken>(*event)) {
                is_broken_ = true;
            }
        }
    }

    void check_end(const delivery::Ended& ended)
    {
        Known& known = known_.at(ended.delivery);
        fuzz::require(!known.has_ended, "a transaction ends once");
        known.has_ended = true;
        if (wants_dot_ == ended.delivery) wants_dot_ = 0;
        if (released_ == ended.delivery) released_ = 0;
        const auto& outcome = ended.outcome;
        const bool is_accepted = outcome.ending == Ending::replied && outcome.stage == delivery::Stage::dot &&
                                 outcome.reply.severity() == mail::Severity::positive;
        fuzz::require(!is_accepted || known.is_released, "only what was released is accepted");
        fuzz::require(outcome.ending != Ending::replied || outcome.reply.severity() != mail::Severity::positive ||
                          is_accepted,
                      "only a dot is answered well");
        fuzz::require(outcome.ending != Ending::in_doubt || known.is_released, "only what was released is in doubt");
        fuzz::require(outcome.ending != Ending::not_accepted || !known.is_end_written,
                      "what was sent whole without an answer is in doubt");
    }

    std::uint8_t options_;
    delivery::SmtpClientSession session_;
    std::shared_ptr<const delivery::SharedBody> body_;
    std::string reply_;
    std::string sent_;
    std::map<store::Id, Known> known_;
    store::Id wants_dot_ = 0;
    store::Id released_ = 0;
    bool is_broken_ = false;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    Shell shell(fuzz::take_octet(input));
    for (const char octet : input.substr(0, 4000)) shell.act(octet);
    shell.end();
    return 0;
}
