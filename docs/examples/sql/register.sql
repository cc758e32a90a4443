create table registrations (name text, year int);
insert into registrations values
  ('Aldan', 2021), ('Brevik', 2021), ('Corvo', 2021),
  ('Delph', 2022), ('Esk', 2022), ('Fara', 2022), ('Garo', 2022),
  ('Hale', 2023), ('Isla', 2023), ('Jura', 2023), ('Kos', 2023), ('Lund', 2023), ('Mora', 2023);
