//! How many connections there may be.

use parking_lot::Mutex;
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

/// Counts connections, in total and per address.
pub(super) struct Seats {
    total: usize,
    per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A connection's place; free again when dropped.
pub(super) struct Seat {
    seats: Arc<Seats>,
    address: IpAddr,
}

impl Seats {
    pub(super) fn new(total: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self { total, per_address, taken: Mutex::default() })
    }

    /// A seat, or the name of the limit that was reached.
    pub(super) fn take(self: &Arc<Self>, address: IpAddr) -> Result<Seat, &'static str> {
        let address = customer(address);
        let mut taken = self.taken.lock();
        if taken.total >= self.total {
            return Err("total");
        }
        let here = taken.by_address.get(&address).copied().unwrap_or(0);
        if here >= self.per_address {
            return Err("address");
        }
        taken.by_address.insert(address, here + 1);
        taken.total += 1;
        metrics::gauge!("edge_connections_open").increment(1);
        Ok(Seat { seats: self.clone(), address })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        metrics::gauge!("edge_connections_open").decrement(1);
        let mut taken = self.seats.taken.lock();
        taken.total -= 1;
        if let Some(here) = taken.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                taken.by_address.remove(&self.address);
            }
        }
    }
}

/// Whom an address stands for: an IPv6 customer has a whole /64 to choose addresses from.
fn customer(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let network = u128::from(six) & (u128::MAX << 64);
            // ::1 would become ::, shared by nobody else, which is just as good.
            IpAddr::V6(Ipv6Addr::from(network))
        }
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_counted_and_given_back() {
        let seats = Seats::new(3, 2);
        let at = |text: &str| seats.take(text.parse().unwrap());
        let first = at("10.0.0.1").ok();
        let mapped = at("::ffff:10.0.0.1");
        assert!(mapped.is_ok(), "the same address, but there is room");
        assert_eq!(at("10.0.0.1").err(), Some("address"));
        let _other = at("2001:db8::1").ok().unwrap();
        assert_eq!(at("2001:db8:1::1").err(), Some("total"));
        drop(first);
        assert!(at("2001:db8::2:3").is_ok(), "a seat came free");
        assert!(seats.taken.lock().by_address.len() == 2);
    }

    #[test]
    fn six_counts_by_network() {
        let seats = Seats::new(9, 1);
        let _one = seats.take("2001:db8::1".parse().unwrap()).ok().unwrap();
        assert_eq!(seats.take("2001:db8::ffff".parse().unwrap()).err(), Some("address"));
        assert!(seats.take("2001:db8:0:1::1".parse().unwrap()).is_ok());
    }
}
